package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * How far an attack may move a picture.
 *
 * @param norm how the distance is measured
 * @param radius in pixel units, where a sample lies in [0, 1]; 8/255 changes an 8-bit sample by at most 8
 */
public record Budget(Norm norm, double radius) {
    /** Keeps a division by the length of a zero gradient finite. */
    private static final float TINY = 1e-12f;

    /** The distance of two pictures, seen as vectors of samples. */
    public enum Norm {
        /** The largest difference of a sample. */
        L_INF,
        /** The root of the sum of squared differences over all samples. */
        L_2;

        /**
         * @param gradient [N, 3, H, W]
         * @return the direction of unit step in which the gradient rises fastest, per picture; zero where it is zero
         */
        public NDArray steepest(NDArray gradient) {
            return switch (this) {
                case L_INF -> gradient.sign();
                case L_2 -> gradient.div(length(gradient).add(TINY));
            };
        }
    }

    public Budget {
        if (!(radius >= 0) || Double.isInfinite(radius)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "attack budget of %s, needs at least 0".formatted(radius));
        }
    }

    /** @param epsilon largest change of a sample in [0, 1] */
    public static Budget largestChange(double epsilon) {
        return new Budget(Norm.L_INF, epsilon);
    }

    /** @param epsilon length of the change, samples in [0, 1] */
    public static Budget length(double epsilon) {
        return new Budget(Norm.L_2, epsilon);
    }

    /** @return the radius where samples lie in [-1, 1], as the networks take them */
    public double tensorRadius() {
        return 2 * radius;
    }

    /** @return in both scales, for reports */
    public String describe() {
        return String.format(
                Locale.ROOT,
                "%s %.4f of the pixel range (%.4f on [-1, 1])",
                norm == Norm.L_INF ? "l_inf" : "l_2",
                radius,
                tensorRadius());
    }

    /** @return the nearest change inside the ball, [N, 3, H, W] */
    NDArray insideBall(NDArray change) {
        return switch (norm) {
            case L_INF -> change.clip(-radius, radius);
            case L_2 ->
                change.mul(
                        Tensors.times(length(change).add(TINY).pow(-1), radius).clip(0, 1));
        };
    }

    /** Writes a random change of one picture, inside the ball, from {@code from} on. */
    public void fillWithNoise(SplittableRandom random, float[] values, int from, int samples) {
        switch (norm) {
            case L_INF -> {
                for (int i = from; i < from + samples; i++) {
                    values[i] = (float) ((2 * random.nextDouble() - 1) * radius);
                }
            }
            case L_2 -> {
                double squares = 0;
                for (int i = from; i < from + samples; i++) {
                    values[i] = (float) random.nextGaussian();
                    squares += (double) values[i] * values[i];
                }
                double factor = random.nextDouble() * radius / Math.sqrt(squares);
                for (int i = from; i < from + samples; i++) {
                    values[i] *= (float) factor;
                }
            }
        }
    }

    private static NDArray length(NDArray pictures) {
        return pictures.square().sum(new int[] {1, 2, 3}, true).sqrt();
    }
}
