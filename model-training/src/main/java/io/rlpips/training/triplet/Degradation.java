package io.rlpips.training.triplet;

import io.rlpips.metric.image.RgbImage;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One way of making a picture worse, by degrees. How bad a version is follows from the severity it was made with, not from
 * a comparison of pixels: that is what lets versions be judged without any metric. Immutable and thread-safe.
 *
 * @param name of the kind, for reports
 * @param levels the severities there are, rising; empty where every number from 0 to 1 is one
 * @param edit what is done
 */
record Degradation(String name, List<Double> levels, Edit edit) {
    /** The picture made worse. */
    interface Edit {
        /**
         * @param severity 0 (at the edge of what can be seen) to 1 (gross)
         * @param random for what differs between two versions of one severity: noise, directions
         * @return a picture of the same size
         */
        RgbImage apply(RgbImage source, double severity, SplittableRandom random);
    }

    Degradation {
        levels = List.copyOf(levels);
    }

    /** A kind with every severity from 0 to 1. */
    static Degradation gradual(String name, Edit edit) {
        return new Degradation(name, List.of(), edit);
    }

    RgbImage apply(RgbImage source, double severity, SplittableRandom random) {
        return edit.apply(source, severity, random);
    }

    /** @return a parameter that runs evenly from {@code mildest} to {@code worst} */
    static double linear(double mildest, double worst, double severity) {
        return mildest + (worst - mildest) * severity;
    }

    /** @return a parameter that runs by equal factors from {@code mildest} to {@code worst}, both above 0 */
    static double geometric(double mildest, double worst, double severity) {
        return mildest * Math.pow(worst / mildest, severity);
    }
}
