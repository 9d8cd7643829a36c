package io.rlpips.training.robust;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.training.Seeds;
import io.rlpips.training.attack.Budget;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * The inner maximisation of robust training: a few steps of steepest ascent from a random start that push every copy away
 * from its original and towards another picture. Each copy has a budget of its own. The last point is returned: keeping
 * the best would cost one more pass for steps that all lead upwards.
 */
final class CopyAttack {
    /** Steps together travel this many radii. */
    private static final double REACH = 2.5;

    /** Keeps the division by the length of no change finite. */
    private static final float TINY = 1e-12f;

    private final Budget.Norm norm;
    private final Radii radii;
    private final int steps;

    /** The copies' budgets, in pixel units. */
    interface Radii {
        /** @param drawn evenly from 0 to below 1 */
        double of(int row, double drawn);

        /** @return as likely to be one radius between the two as another */
        static Radii between(double least, double most) {
            return (row, drawn) -> least + (most - least) * drawn;
        }
    }

    /** @param norm that budgets are measured in */
    CopyAttack(Budget.Norm norm, Radii radii, int steps) {
        this.norm = norm;
        this.radii = radii;
        this.steps = steps;
    }

    /**
     * @param copies [N, 3, S, S] in [0, 1]
     * @param objective of pictures of that shape to [N]
     * @return attacked copies in [0, 1], in the manager of {@code copies}
     */
    NDArray perturb(NDArray copies, UnaryOperator<NDArray> objective, long seed, long position) {
        NDManager owner = copies.getManager();
        Shape shape = copies.getShape();
        SplittableRandom random = Seeds.stream(seed, position);
        NDArray lengths = lengths(owner, shape.get(0), random);
        Ball ball = Ball.around(norm, copies, lengths);
        NDArray current = ball.nearest(start(owner, shape, random).mul(lengths).add(copies));
        for (int step = 0; step < steps; step++) {
            try (NDManager scratch = owner.newSubManager()) {
                NDArray point = current;
                point.attach(scratch);
                NDArray gradient = Gradients.at(
                        point, pictures -> objective.apply(pictures).sum());
                NDArray move = norm.steepest(gradient).mul(lengths);
                NDArray moved = ball.nearest(Tensors.times(move, REACH / steps).add(point));
                moved.attach(owner);
                current = moved;
            }
        }
        return current;
    }

    private NDArray lengths(NDManager owner, long pictures, SplittableRandom random) {
        float[] values = new float[Math.toIntExact(pictures)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) radii.of(i, random.nextDouble());
        }
        return owner.create(values, new Shape(pictures, 1, 1, 1));
    }

    /** @return random changes within budgets of radius 1 */
    private NDArray start(NDManager owner, Shape shape, SplittableRandom random) {
        float[] values = new float[Math.toIntExact(shape.size())];
        int pictures = Math.toIntExact(shape.get(0));
        int samples = values.length / pictures;
        Budget one = new Budget(norm, 1);
        for (int picture = 0; picture < pictures; picture++) {
            one.fillWithNoise(random, values, picture * samples, samples);
        }
        return owner.create(values, shape);
    }

    /** What is within every copy's budget and the valid range. */
    private interface Ball {
        /** @return the nearest points of the ball, or ones between those and the copies, as {@link Budget} has it */
        NDArray nearest(NDArray points);

        /** @param radii [N, 1, 1, 1] */
        static Ball around(Budget.Norm norm, NDArray copies, NDArray radii) {
            return switch (norm) {
                case L_INF -> {
                    NDArray lower = copies.sub(radii).clip(0, 1);
                    NDArray upper = copies.add(radii).clip(0, 1);
                    yield points -> points.maximum(lower).minimum(upper);
                }
                case L_2 ->
                    points -> {
                        NDArray change = points.sub(copies);
                        NDArray length =
                                change.square().sum(new int[] {1, 2, 3}, true).sqrt();
                        NDArray kept = length.add(TINY).pow(-1).mul(radii).clip(0, 1);
                        return change.mul(kept).add(copies).clip(0, 1);
                    };
            };
        }
    }
}
