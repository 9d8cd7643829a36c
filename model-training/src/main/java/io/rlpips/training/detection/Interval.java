package io.rlpips.training.detection;

import java.util.Arrays;

/** Where a number lies with the confidence that its text states. */
public record Interval(double low, double high) {
    /** @return the middle 95 % of the values */
    static Interval middle95(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int last = sorted.length - 1;
        return new Interval(sorted[(int) Math.round(0.025 * last)], sorted[(int) Math.round(0.975 * last)]);
    }
}
