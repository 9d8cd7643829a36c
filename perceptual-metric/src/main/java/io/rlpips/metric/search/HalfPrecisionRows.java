package io.rlpips.metric.search;

import io.rlpips.metric.weights.HalfPrecision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whole fingerprints in float16, outside the heap: two bytes a value. What rounding has moved each row by is kept beside
 * it, so that no row is ruled out which its exact distance would not rule out. A row is scaled by a power of two to where
 * float16 has the most numbers, and what is then still below its normal ones is kept as 0, so that a value is read without
 * a branch. Not thread-safe.
 *
 * <p>A row is read some values at a time, by loops that the compiler turns into vector instructions: those of Java 17 are
 * of numbers of one size each, so two values are kept in an int, and an int becomes a float by way of memory.
 */
final class HalfPrecisionRows {
    private static final int ROWS_PER_BLOCK = 1024;
    private static final float ABSENT = -1;
    /** Of the float64 sums themselves, as a share; far more than D 2^-53. */
    private static final double SUM_ERROR = 1e-9;

    private static final float SMALLEST_NORMAL = 0x1p-14f;
    /** Of the largest value of a scaled row, so that it is below the largest number of float16. */
    private static final int LARGEST_EXPONENT = 14;
    /** By which the exponents of float32 and float16 are off each other. */
    private static final int REBASE = 112;
    /** A row of larger values, which no model has, is not scaled so far that reading it would take more than a float. */
    private static final int LEAST_SCALE = REBASE - Float.MAX_EXPONENT;

    private static final int SIGN = 0x80000000;
    private static final int SIZE = 0x7fff0000;
    private static final int EXPONENT_BITS_ADDED = 3;

    /** After so many values it is seen whether the rest still matters. */
    private static final int VALUES_AT_ONCE = 2048;

    private static final int QUARTER = VALUES_AT_ONCE / 4;
    private static final int SIXTEENTH = QUARTER / 4;
    /**
     * Of a square and of what is added to it in float32, as a share: a difference is rounded once and counts twice, its
     * square once, and each is in six sums.
     */
    private static final double SQUARE_ERROR = 10 * 0x1p-24;

    private final int dimensions;
    private final List<IntBuffer> blocks = new ArrayList<>();
    private final int[] packed = new int[VALUES_AT_ONCE / 2];
    private final int[] unpacked = new int[VALUES_AT_ONCE];
    private final IntBuffer bits;
    /** The same memory. */
    private final FloatBuffer numbers;

    private final float[] values = new float[VALUES_AT_ONCE];
    private final float[] squares = new float[VALUES_AT_ONCE];
    private final float[] asked = new float[VALUES_AT_ONCE];
    private final float[] sums = new float[QUARTER];
    private final float[] sumsOfSums = new float[SIXTEENTH];
    private float[] roundings = new float[0];
    /** What the values of a row are multiplied with when they are read. */
    private float[] factors = new float[0];

    /** @param dimensions values of a fingerprint; at most 2^20, so that a block stays below 2 GiB */
    HalfPrecisionRows(int dimensions) {
        this.dimensions = dimensions;
        ByteBuffer memory =
                ByteBuffer.allocateDirect(VALUES_AT_ONCE * Float.BYTES).order(ByteOrder.nativeOrder());
        this.bits = memory.asIntBuffer();
        this.numbers = memory.asFloatBuffer();
    }

    static int rowBytes(int dimensions) {
        return ints(dimensions) * Integer.BYTES + 2 * Float.BYTES;
    }

    /** @param fingerprint of {@code dimensions} finite values; one beyond 2^30 in size is rounded by so much that
     *     hardly any query rules the row out */
    void set(int slot, float[] fingerprint) {
        grow(slot);
        int scale = Math.max(LEAST_SCALE, LARGEST_EXPONENT - Math.getExponent(ColumnBlocks.magnitude(fingerprint)));
        factors[slot] = Math.scalb(1f, REBASE - scale);
        double moved = 0;
        for (int from = 0; from < dimensions; from += VALUES_AT_ONCE) {
            int count = Math.min(VALUES_AT_ONCE, dimensions - from);
            pack(fingerprint, from, count, scale);
            block(slot).put(at(slot) + from / 2, packed, 0, ints(count));
            read(slot, from, count);
            for (int i = 0; i < count; i++) {
                double off = (double) (values[i] * factors[slot]) - fingerprint[from + i];
                moved += off * off;
            }
        }
        roundings[slot] = Math.nextUp((float) (Math.sqrt(moved) * (1 + SUM_ERROR)));
    }

    void forget(int slot) {
        if (slot < roundings.length) {
            roundings[slot] = ABSENT;
        }
    }

    boolean has(int slot) {
        return slot < roundings.length && roundings[slot] != ABSENT;
    }

    /** @return whether the squared distance between the query and the row's fingerprint may be at most the radius */
    boolean mayBeWithin(int slot, float[] query, double radius) {
        double reach = Math.sqrt(radius) + roundings[slot];
        // Squares too small for float32 are lost, which makes a sum less; those too large say nothing.
        double farthest = reach * reach * (1 + SUM_ERROR) * (1 + SQUARE_ERROR);
        double square = 0;
        for (int from = 0; from < dimensions && square <= farthest; from += VALUES_AT_ONCE) {
            int count = Math.min(VALUES_AT_ONCE, dimensions - from);
            read(slot, from, count);
            System.arraycopy(query, from, asked, 0, count);
            squares(asked, values, factors[slot], squares, count);
            Arrays.fill(squares, count, VALUES_AT_ONCE, 0);
            square += sumOfSquares();
        }
        return !(square > farthest) || Double.isInfinite(square);
    }

    /** Values that lie half of {@code count} apart, in one int. */
    private void pack(float[] fingerprint, int from, int count, int scale) {
        int pairs = ints(count);
        for (int i = 0; i < pairs; i++) {
            int second = i + pairs < count ? half(fingerprint[from + pairs + i], scale) : 0;
            packed[i] = second << Short.SIZE | half(fingerprint[from + i], scale) & 0xffff;
        }
    }

    /** @return 0 or a normal number of float16 */
    private static short half(float value, int scale) {
        float scaled = Math.scalb(value, scale);
        return HalfPrecision.fromFloat(Math.abs(scaled) < SMALLEST_NORMAL ? 0 : scaled);
    }

    /** Leaves so many values, each to be multiplied with the row's factor. */
    private void read(int slot, int from, int count) {
        int pairs = ints(count);
        block(slot).get(at(slot) + from / 2, packed, 0, pairs);
        unpackFirst(packed, unpacked, pairs);
        bits.put(0, unpacked, 0, pairs);
        unpackSecond(packed, unpacked, pairs);
        bits.put(pairs, unpacked, 0, count - pairs);
        numbers.get(0, values, 0, count);
    }

    private static void unpackFirst(int[] packed, int[] unpacked, int count) {
        for (int i = 0; i < count; i++) {
            int value = packed[i] << Short.SIZE;
            unpacked[i] = value & SIGN | (value & SIZE) >>> EXPONENT_BITS_ADDED;
        }
    }

    private static void unpackSecond(int[] packed, int[] unpacked, int count) {
        for (int i = 0; i < count; i++) {
            int value = packed[i];
            unpacked[i] = value & SIGN | (value & SIZE) >>> EXPONENT_BITS_ADDED;
        }
    }

    private static void squares(float[] asked, float[] values, float factor, float[] squares, int count) {
        for (int i = 0; i < count; i++) {
            float difference = asked[i] - values[i] * factor;
            squares[i] = difference * difference;
        }
    }

    private double sumOfSquares() {
        for (int i = 0; i < QUARTER; i++) {
            sums[i] = squares[i] + squares[i + QUARTER] + squares[i + 2 * QUARTER] + squares[i + 3 * QUARTER];
        }
        for (int i = 0; i < SIXTEENTH; i++) {
            sumsOfSums[i] = sums[i] + sums[i + SIXTEENTH] + sums[i + 2 * SIXTEENTH] + sums[i + 3 * SIXTEENTH];
        }
        double sum = 0;
        for (float part : sumsOfSums) {
            sum += part;
        }
        return sum;
    }

    private static int ints(int values) {
        return (values + 1) / 2;
    }

    private IntBuffer block(int slot) {
        return blocks.get(slot / ROWS_PER_BLOCK);
    }

    private int at(int slot) {
        return slot % ROWS_PER_BLOCK * ints(dimensions);
    }

    private void grow(int slot) {
        while (blocks.size() <= slot / ROWS_PER_BLOCK) {
            blocks.add(ByteBuffer.allocateDirect(ROWS_PER_BLOCK * ints(dimensions) * Integer.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .asIntBuffer());
        }
        if (slot >= roundings.length) {
            int known = roundings.length;
            roundings = Arrays.copyOf(roundings, Math.max(slot + 1, known + known / 2));
            factors = Arrays.copyOf(factors, roundings.length);
            Arrays.fill(roundings, known, roundings.length, ABSENT);
        }
    }
}
