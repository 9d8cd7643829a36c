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
 * it, so that a distance has a lower bound which the exact one never falls below. Not thread-safe.
 */
final class HalfPrecisionRows {
    private static final int ROWS_PER_BLOCK = 1024;
    private static final float ABSENT = -1;
    /** Of the float64 sums themselves, as a share; far more than D 2^-53. */
    private static final double SUM_ERROR = 1e-9;

    private final int dimensions;
    private final List<ShortBuffer> blocks = new ArrayList<>();
    private final short[] values;
    private float[] roundings = new float[0];

    /** @param dimensions values of a fingerprint; at most 2^20, so that a block stays below 2 GiB */
    HalfPrecisionRows(int dimensions) {
        this.dimensions = dimensions;
        this.values = new short[dimensions];
    }

    /** @param fingerprint of {@code dimensions} finite values; one beyond float16's range makes the row's bound 0 */
    void set(int slot, float[] fingerprint) {
        grow(slot);
        double moved = 0;
        for (int i = 0; i < dimensions; i++) {
            values[i] = HalfPrecision.fromFloat(fingerprint[i]);
            double off = (double) HalfPrecision.toFloat(values[i]) - fingerprint[i];
            moved += off * off;
        }
        block(slot).put(at(slot), values);
        // Infinity where a value overflows: nothing is then ruled out by this row's bound.
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

    /** @return a number that the squared distance between the query and the row's fingerprint is not below */
    double lowerBound(int slot, float[] query) {
        if (Float.isInfinite(roundings[slot])) {
            return 0;
        }
        block(slot).get(at(slot), values);
        double square = 0;
        for (int i = 0; i < dimensions; i++) {
            double difference = (double) query[i] - HalfPrecision.toFloat(values[i]);
            square += difference * difference;
        }
        double root = Math.max(0, Math.sqrt(square * (1 - SUM_ERROR)) - roundings[slot]);
        return root * root;
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
            Arrays.fill(roundings, known, roundings.length, ABSENT);
        }
    }
}
