package io.rlpips.training.robustness;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * How far two samples lie apart.
 *
 * @param above probability that one of the first exceeds one of the second, ties counting half: the area under the ROC
 *     curve; 1 where the first lie above the second throughout, 0.5 where nothing tells them apart
 * @param overlap of their histograms over common bins, each of area 1: 0 apart, 1 alike
 */
public record Separation(double above, double overlap) {
    /** Of histograms, here and in figures. */
    static final int BINS = 40;

    /** @param first not empty, nor {@code second} */
    static Separation of(double[] first, double[] second) {
        return new Separation(above(first, second), overlap(first, second));
    }

    private static double above(double[] first, double[] second) {
        double[] sorted = second.clone();
        Arrays.sort(sorted);
        double sum = 0;
        for (double value : first) {
            sum += (below(sorted, value, false) + below(sorted, value, true)) / 2.0;
        }
        return sum / first.length / second.length;
    }

    /** @return how many lie below the value, or at it too */
    private static int below(double[] sorted, double value, boolean inclusive) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            boolean counts = inclusive ? sorted[middle] <= value : sorted[middle] < value;
            if (counts) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static double overlap(double[] first, double[] second) {
        double top = DoubleStream.concat(DoubleStream.of(first), DoubleStream.of(second))
                .max()
                .orElseThrow();
        double[] a = shares(first, top);
        double[] b = shares(second, top);
        double overlap = 0;
        for (int bin = 0; bin < BINS; bin++) {
            overlap += Math.min(a[bin], b[bin]);
        }
        return overlap;
    }

    /** @return the share of the values in each of {@link #BINS} bins from 0 to the top */
    static double[] shares(double[] values, double top) {
        double[] shares = new double[BINS];
        for (double value : values) {
            int bin = top > 0 ? (int) Math.min(BINS - 1, value / top * BINS) : 0;
            shares[bin] += 1.0 / values.length;
        }
        return shares;
    }
}
