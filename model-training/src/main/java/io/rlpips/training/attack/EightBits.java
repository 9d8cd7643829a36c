package io.rlpips.training.attack;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;

/** Rounds attacked samples so that the pictures as stored keep the budget. Arrays are [3, H, W] of one picture. */
final class EightBits {
    private static final int LEVELS = 255;
    /** 8/255 * 255 is a hair below 8 in binary. */
    private static final double ROUNDING_SLACK = 1e-4;

    private static final double STORABLE_WITHIN = 1e-2;
    private static final int HALVINGS = 16;
    /** How far apart samples of one fraction are drawn, so that some of them can round up and others down. */
    private static final float SPREAD = 0.05f;

    private static final double GOLDEN_RATIO = 0.6180339887498949;

    private EightBits() {}

    /** @throws RlpipsException INVALID_ARGUMENT unless all samples are multiples of 1/255 */
    static void requireStorable(float[] original) {
        double worst = 0;
        for (float sample : original) {
            double level = sample * LEVELS;
            double off = Math.abs(level - Math.rint(level));
            // NaN is no level either
            worst = off <= worst ? worst : off;
        }
        if (!(worst <= STORABLE_WITHIN)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "originals lie up to %s levels off an 8-bit sample, must lie on one".formatted(worst));
        }
    }

    /**
     * @param point inside the budget and the range
     * @param original multiples of 1/255
     * @return multiples of 1/255 inside the budget and the range
     */
    static float[] inside(float[] point, float[] original, Budget budget) {
        float[] change = new float[point.length];
        for (int i = 0; i < change.length; i++) {
            change[i] = (point[i] - original[i]) * LEVELS;
        }
        switch (budget.norm()) {
            case L_INF -> roundWithin(change, (float) Math.floor(budget.radius() * LEVELS + ROUNDING_SLACK));
            case L_2 -> roundToLength(change, budget.radius() * LEVELS);
        }
        for (int i = 0; i < change.length; i++) {
            float level = change[i] + (float) Math.rint(original[i] * LEVELS);
            change[i] = Math.max(0, Math.min(LEVELS, level)) / LEVELS;
        }
        return change;
    }

    private static void roundWithin(float[] change, float largest) {
        for (int i = 0; i < change.length; i++) {
            change[i] = Math.max(-largest, Math.min(largest, (float) Math.rint(change[i])));
        }
    }

    /**
     * Rounding to the nearest level would let a long change leave the ball and wipe out one spread thin over a large
     * picture. So the fraction from which a sample rounds up is chosen for each picture such that its change keeps its
     * length as nearly as it can from below.
     */
    private static void roundToLength(float[] change, double radius) {
        double longest = Math.min(SampleLoops.squares(change), radius * radius);
        float[] magnitudes = spreadMagnitudes(change);
        double lowest = 0;
        // from this fraction on nothing rounds up
        double fraction = 1 + SPREAD;
        for (int halving = 0; halving < HALVINGS; halving++) {
            double middle = (lowest + fraction) / 2;
            if (squaresRoundedUpFrom(middle, magnitudes) <= longest) {
                fraction = middle;
            } else {
                lowest = middle;
            }
        }
        for (int i = 0; i < change.length; i++) {
            change[i] = Math.signum(change[i]) * rounded(magnitudes[i], fraction);
        }
    }

    /** @return magnitudes, each with up to {@link #SPREAD} added, neighbours far apart */
    private static float[] spreadMagnitudes(float[] change) {
        float[] magnitudes = new float[change.length];
        for (int i = 0; i < change.length; i++) {
            magnitudes[i] = Math.abs(change[i]) + (float) (i * GOLDEN_RATIO % 1 * SPREAD);
        }
        return magnitudes;
    }

    private static double squaresRoundedUpFrom(double fraction, float[] magnitudes) {
        double sum = 0;
        for (float magnitude : magnitudes) {
            float level = rounded(magnitude, fraction);
            sum += level * level;
        }
        return sum;
    }

    /** @return the floor of a magnitude, or its ceiling where its fraction is at least that given */
    private static float rounded(float magnitude, double fraction) {
        return (float) Math.max(0, Math.min(LEVELS, Math.floor(magnitude + (1 - fraction - ROUNDING_SLACK))));
    }
}
