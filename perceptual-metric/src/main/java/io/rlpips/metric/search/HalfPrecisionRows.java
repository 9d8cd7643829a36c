package io.rlpips.metric.search;

import io.rlpips.metric.weights.HalfPrecision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whole fingerprints in float16, outside the heap: two bytes a value. What rounding has moved each row by is kept beside
 * it, so that no row is ruled out which its exact distance would not rule out. A row is scaled by a power of two to where
 * float16 has the most numbers, and what is then still below its normal ones is kept as 0, so that a value is read without
 * a branch. Not thread-safe.
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

    private static final int FRACTION_BITS_ADDED = 13;
    /** After so many values it is seen whether the rest still matters. */
    private static final int VALUES_AT_ONCE = 2048;

    private final int dimensions;
    private final List<ShortBuffer> blocks = new ArrayList<>();
    private final short[] stored;
    private final float[] read = new float[VALUES_AT_ONCE];
    private float[] roundings = new float[0];
    /** What the values of a row are multiplied with when they are read. */
    private float[] factors = new float[0];

    /** @param dimensions values of a fingerprint; at most 2^20, so that a block stays below 2 GiB */
    HalfPrecisionRows(int dimensions) {
        this.dimensions = dimensions;
        this.stored = new short[dimensions];
    }

    static int rowBytes(int dimensions) {
        return dimensions * Short.BYTES + 2 * Float.BYTES;
    }

    /** @param fingerprint of {@code dimensions} finite values; one beyond 2^30 in size is rounded by so much that
     *     hardly any query rules the row out */
    void set(int slot, float[] fingerprint) {
        grow(slot);
        int scale = Math.max(LEAST_SCALE, LARGEST_EXPONENT - Math.getExponent(ColumnBlocks.magnitude(fingerprint)));
        factors[slot] = Math.scalb(1f, REBASE - scale);
        double moved = 0;
        for (int i = 0; i < dimensions; i++) {
            float scaled = Math.scalb(fingerprint[i], scale);
            stored[i] = HalfPrecision.fromFloat(Math.abs(scaled) < SMALLEST_NORMAL ? 0 : scaled);
            double off = (double) value(stored[i], factors[slot]) - fingerprint[i];
            moved += off * off;
        }
        block(slot).put(at(slot), stored);
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
        double farthest = reach * reach * (1 + SUM_ERROR);
        double square = 0;
        for (int from = 0; from < dimensions && square <= farthest; from += VALUES_AT_ONCE) {
            int count = Math.min(VALUES_AT_ONCE, dimensions - from);
            read(slot, from, count);
            square += SquaredDistance.between(query, from, read, 0, count);
        }
        return square <= farthest;
    }

    private void read(int slot, int from, int count) {
        block(slot).get(at(slot) + from, stored, 0, count);
        float factor = factors[slot];
        for (int i = 0; i < count; i++) {
            read[i] = value(stored[i], factor);
        }
    }

    /** Of 0 and the normal numbers of float16 only, which are all that is stored. */
    private static float value(short stored, float factor) {
        int bits = (stored & 0x8000) << 16 | (stored & 0x7fff) << FRACTION_BITS_ADDED;
        return Float.intBitsToFloat(bits) * factor;
    }

    private ShortBuffer block(int slot) {
        return blocks.get(slot / ROWS_PER_BLOCK);
    }

    private int at(int slot) {
        return slot % ROWS_PER_BLOCK * dimensions;
    }

    private void grow(int slot) {
        while (blocks.size() <= slot / ROWS_PER_BLOCK) {
            blocks.add(ByteBuffer.allocateDirect(ROWS_PER_BLOCK * dimensions * Short.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .asShortBuffer());
        }
        if (slot >= roundings.length) {
            int known = roundings.length;
            roundings = Arrays.copyOf(roundings, Math.max(slot + 1, known + known / 2));
            factors = Arrays.copyOf(factors, roundings.length);
            Arrays.fill(roundings, known, roundings.length, ABSENT);
        }
    }
}
