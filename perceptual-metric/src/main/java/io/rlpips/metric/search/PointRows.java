package io.rlpips.metric.search;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The whole points of compact rows in float32, outside the heap and row by row: for the few that have to be looked at each,
 * of which most are far away and told to be so by their first coordinates. Not thread-safe; the memory goes with the
 * object.
 */
final class PointRows {
    private static final int ROWS_PER_BLOCK = 4096;
    /** Two lines of the processor's cache. */
    private static final int READ_AT_ONCE = 32;

    private final int length;
    private final List<FloatBuffer> blocks = new ArrayList<>();
    private final float[] read;

    /** @param length coordinates of a point; at most 2^16, so that a block stays below 2 GiB */
    PointRows(int length) {
        this.length = length;
        this.read = new float[Math.min(READ_AT_ONCE, length)];
    }

    /** @param point of {@code length} coordinates */
    void set(int slot, float[] point) {
        while (blocks.size() <= slot / ROWS_PER_BLOCK) {
            blocks.add(ByteBuffer.allocateDirect(ROWS_PER_BLOCK * length * Float.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer());
        }
        block(slot).put(at(slot), point, 0, length);
    }

    /**
     * @param slot that was set
     * @param enough where the sum may stop
     * @return the sum of (a_i - b_i)^2 in float64, always added in the same order, where that is at most {@code enough};
     *     otherwise any number that is larger than {@code enough} and not larger than that
     */
    double squareApart(float[] point, int slot, double enough) {
        FloatBuffer block = block(slot);
        int at = at(slot);
        double sum = 0;
        for (int from = 0; from < length && sum <= enough; from += read.length) {
            int count = Math.min(read.length, length - from);
            block.get(at + from, read, 0, count);
            sum += SquaredDistance.between(point, from, read, 0, count);
        }
        return sum;
    }

    private FloatBuffer block(int slot) {
        return blocks.get(slot / ROWS_PER_BLOCK);
    }

    private int at(int slot) {
        return slot % ROWS_PER_BLOCK * length;
    }
}
