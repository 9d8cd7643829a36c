package io.rlpips.training.robustness;

import java.util.Arrays;

/** The middle of a sample. */
final class Medians {
    private Medians() {}

    /** @param values not empty */
    static double of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
