package io.rlpips.training.attack;

import java.util.SplittableRandom;

/**
 * Where an attack on a picture may go: the original, the ball around it, the valid range; and its dice, so that what
 * happens to a picture does not depend on the batch it is in. Arrays are [3, H, W]. Belongs to one run and its thread.
 */
public final class Neighbourhood {
    /** Keeps a division by the length of no change or of a zero gradient finite. */
    private static final double TINY = 1e-12;

    private final Budget budget;
    private final int width;
    private final int height;
    private final float[] original;
    private final SplittableRandom dice;

    /** @param original [3, H, W] in [0, 1]; not written to from now on */
    Neighbourhood(Budget budget, int width, int height, float[] original, SplittableRandom dice) {
        this.budget = budget;
        this.width = width;
        this.height = height;
        this.original = original;
        this.dice = dice;
    }

    public Budget budget() {
        return budget;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    public SplittableRandom dice() {
        return dice;
    }

    /** @return in [0, 1]; not to be written to */
    public float[] original() {
        return original;
    }

    /** Writes a point drawn inside the ball, clipped to the range. */
    public void randomPoint(float[] point) {
        budget.fillWithNoise(dice, point, 0, point.length);
        for (int i = 0; i < point.length; i++) {
            point[i] = Math.max(0f, Math.min(1f, point[i] + original[i]));
        }
    }

    /**
     * A step along the direction in which the objective rises fastest under the norm, and back into the ball and the
     * range.
     *
     * @param from where the step begins
     * @param gradient there; a zero one leads nowhere
     * @param length of the step, in pixel units
     * @param to written to; may be {@code from}
     */
    public void ascend(float[] from, float[] gradient, float length, float[] to) {
        switch (budget.norm()) {
            case L_INF -> SampleLoops.signStep(from, gradient, length, original, (float) budget.radius(), to);
            case L_2 -> {
                double steepness = Math.sqrt(SampleLoops.squares(gradient)) + TINY;
                SampleLoops.step(from, gradient, (float) (length / steepness), to);
                project(to);
            }
        }
    }

    /**
     * A step as of {@link #ascend} and, for a share of the way, the last one again; back into the ball and the range.
     *
     * @param previous where the step to {@code from} began
     * @param newest share of the way that is the new step, from 0 to 1
     * @param to written to; none of the others
     */
    public void ascendWithMomentum(
            float[] from, float[] previous, float[] gradient, float length, float newest, float[] to) {
        ascend(from, gradient, length, to);
        switch (budget.norm()) {
            case L_INF -> SampleLoops.mixInside(to, from, previous, newest, original, (float) budget.radius());
            case L_2 -> {
                SampleLoops.mix(to, from, previous, newest);
                project(to);
            }
        }
    }

    /**
     * Moves a point to the nearest one inside the ball and the valid range, or to one between that and the original.
     * Clipping to the range moves every sample towards the original, which is in the range: the ball is not left.
     */
    public void project(float[] point) {
        switch (budget.norm()) {
            case L_INF -> SampleLoops.clip(point, original, (float) budget.radius());
            case L_2 -> {
                double length = Math.sqrt(SampleLoops.squaredDistance(point, original));
                SampleLoops.shorten(point, original, (float) Math.min(1, budget.radius() / (length + TINY)));
            }
        }
    }
}
