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
 * in float32, with that error in the bound too. Not thread-safe.
 */
final class HalfPrecisionRows {
    private static final int MOST_ROWS_PER_BLOCK = 1024;
    private static final int MOST_BLOCK_BYTES = 1 << 30;
    private static final float ABSENT = -1;
    private static final int VALUES_AT_ONCE = PackedHalves.VALUES_AT_ONCE;

    /** Of the float64 sum of what rounding has moved, as a share; far more than D 2^-53. */
    private static final double SUM_ERROR = 1e-9;

    private final int dimensions;
    private final int rowsPerBlock;
    private final List<IntBuffer> blocks = new ArrayList<>();
    private final PackedHalves halves = new PackedHalves();
    private final float[] read = new float[VALUES_AT_ONCE];
    private final FloatSquares squares = new FloatSquares();
    private float[] roundings = new float[0];
    /** What the values of a row are multiplied with when they are read. */
    private float[] factors = new float[0];

    /** @param dimensions values of a fingerprint; at most 2^30 - 2, so that a row stays below 2 GiB */
    HalfPrecisionRows(int dimensions) {
        this(dimensions, rowsPerBlock(dimensions));
    }

    HalfPrecisionRows(int dimensions, int rowsPerBlock) {
        this.dimensions = dimensions;
        this.rowsPerBlock = rowsPerBlock;
    }

    /** @return rows that one allocation is made for: {@value #MOST_BLOCK_BYTES} bytes at most, or one row */
    static int rowsPerBlock(int dimensions) {
        int fitting = MOST_BLOCK_BYTES / (PackedHalves.ints(dimensions) * Integer.BYTES);
        return Math.max(1, Math.min(MOST_ROWS_PER_BLOCK, fitting));
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
        double most = FloatSquares.most(reach * reach, dimensions);
        double square = 0;
        for (int from = 0; from < dimensions && square <= most; from += VALUES_AT_ONCE) {
            int count = Math.min(VALUES_AT_ONCE, dimensions - from);
            halves.read(block(slot), at(slot, from), count, read);
            square += squares.apart(query, from, read, factors[slot], count);
        }
        return FloatSquares.mayBe(square, most);
    }

    private IntBuffer block(int slot) {
        return blocks.get(slot / rowsPerBlock);
    }

    private int at(int slot, int value) {
        return slot % rowsPerBlock * PackedHalves.ints(dimensions) + value / 2;
    }

    private void grow(int slot) {
        while (blocks.size() <= slot / rowsPerBlock) {
            blocks.add(ByteBuffer.allocateDirect(rowsPerBlock * PackedHalves.ints(dimensions) * Integer.BYTES)
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
