package io.rlpips.metric.search;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whole fingerprints in float16, outside the heap: two bytes a value ({@link PackedHalves}). What rounding has moved each
 * row by is kept beside it, so that no row is ruled out which its exact distance would not rule out. Distances are summed
 * in float32 by loops that the compiler turns into vector instructions, with that error in the bound. Not thread-safe.
 */
final class HalfPrecisionRows {
    private static final int ROWS_PER_BLOCK = 1024;
    private static final float ABSENT = -1;
    /** After so many values it is seen whether the rest still matters. */
    private static final int VALUES_AT_ONCE = PackedHalves.VALUES_AT_ONCE;

    private static final int QUARTER = VALUES_AT_ONCE / 4;
    private static final int SIXTEENTH = QUARTER / 4;

    /** Of the float64 sums themselves, as a share; far more than D 2^-53. */
    private static final double SUM_ERROR = 1e-9;
    /**
     * Of a square and of what is added to it in float32, as a share: a difference is rounded once and counts twice, its
     * square once, and each is in six sums.
     */
    private static final double SQUARE_ERROR = 10 * 0x1p-24;

    private final int dimensions;
    private final List<IntBuffer> blocks = new ArrayList<>();
    private final PackedHalves halves = new PackedHalves();
    private final float[] read = new float[VALUES_AT_ONCE];
    private final float[] asked = new float[VALUES_AT_ONCE];
    private final float[] squares = new float[VALUES_AT_ONCE];
    private final float[] sums = new float[QUARTER];
    private final float[] sumsOfSums = new float[SIXTEENTH];
    private float[] roundings = new float[0];
    /** What the values of a row are multiplied with when they are read. */
    private float[] factors = new float[0];

    /** @param dimensions values of a fingerprint; at most 2^20, so that a block stays below 2 GiB */
    HalfPrecisionRows(int dimensions) {
        this.dimensions = dimensions;
    }

    static int rowBytes(int dimensions) {
        return PackedHalves.ints(dimensions) * Integer.BYTES + 2 * Float.BYTES;
    }

    /** @param fingerprint of {@code dimensions} finite values; one beyond 2^30 in size is rounded by so much that
     *     hardly any query rules the row out */
    void set(int slot, float[] fingerprint) {
        grow(slot);
        int scale = PackedHalves.scale(ColumnBlocks.magnitude(fingerprint));
        factors[slot] = PackedHalves.factor(scale);
        double moved = 0;
        for (int from = 0; from < dimensions; from += VALUES_AT_ONCE) {
            int count = Math.min(VALUES_AT_ONCE, dimensions - from);
            halves.write(fingerprint, from, count, scale, block(slot), at(slot, from));
            halves.read(block(slot), at(slot, from), count, read);
            for (int i = 0; i < count; i++) {
                double off = (double) (read[i] * factors[slot]) - fingerprint[from + i];
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
            halves.read(block(slot), at(slot, from), count, read);
            System.arraycopy(query, from, asked, 0, count);
            square(asked, read, factors[slot], squares, count);
            Arrays.fill(squares, count, VALUES_AT_ONCE, 0);
            square += sumOfSquares();
        }
        return !(square > farthest) || Double.isInfinite(square);
    }

    private static void square(float[] asked, float[] read, float factor, float[] squares, int count) {
        for (int i = 0; i < count; i++) {
            float difference = asked[i] - read[i] * factor;
            squares[i] = difference * difference;
        }
    }

    /** Quarters are added where they are known to lie: where a place is told it takes five times as long. */
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

    private IntBuffer block(int slot) {
        return blocks.get(slot / ROWS_PER_BLOCK);
    }

    private int at(int slot, int value) {
        return slot % ROWS_PER_BLOCK * PackedHalves.ints(dimensions) + value / 2;
    }

    private void grow(int slot) {
        while (blocks.size() <= slot / ROWS_PER_BLOCK) {
            blocks.add(ByteBuffer.allocateDirect(ROWS_PER_BLOCK * PackedHalves.ints(dimensions) * Integer.BYTES)
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
