package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.Seeds;
import java.util.Arrays;

/**
 * Projected gradient ascent (Madry et al. 2018) from a random start, with the momentum of Dong et al. (2018), steps of
 * {@code stepFactor * radius / steps}, and projection onto both the ball and the valid range after each. Returned is the
 * best point met on the way, not the last. Immutable and thread-safe.
 *
 * @param steps at least 1
 * @param stepFactor how many radii all steps together could travel
 * @param momentum share of the last direction that is kept, 0 to below 1
 */
public record ProjectedGradient(int steps, double stepFactor, double momentum) implements Attack {
    /** 40 steps. */
    public static final ProjectedGradient STANDARD = new ProjectedGradient(40, 2.5, 0.75);

    private static final float TINY = 1e-12f;

    public ProjectedGradient {
        if (steps < 1 || !(stepFactor > 0) || !(momentum >= 0 && momentum < 1)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "gradient attack of %d steps, step factor %s, momentum %s: needs a step, a factor above 0 and a momentum in [0, 1)"
                            .formatted(steps, stepFactor, momentum));
        }
    }

    @Override
    public NDArray perturb(NDArray originals, Objective objective, Budget budget, long seed) {
        Shape shape = originals.getShape();
        int pictures = Math.toIntExact(shape.get(0));
        float[] noise = budget.noise(Seeds.stream(seed), pictures, Math.toIntExact(shape.size() / pictures));
        NDManager manager = originals.getManager();
        try (NDArray start = manager.create(noise, shape).addi(originals)) {
            return perturbFrom(start, originals, objective, budget);
        }
    }

    /**
     * The same from a given start, for example what a smaller budget led to.
     *
     * @param start the shape of {@code originals}; brought into the budget first
     * @return nowhere worse than the start
     */
    public NDArray perturbFrom(NDArray start, NDArray originals, Objective objective, Budget budget) {
        try (NDManager scratch = originals.getManager().newSubManager()) {
            Ascent ascent = new Ascent(scratch, originals, objective, budget);
            ascent.begin(start);
            for (int step = 0; step < steps; step++) {
                ascent.move(stepFactor * budget.radius() / steps, momentum);
            }
            NDArray best = ascent.best;
            best.attach(originals.getManager());
            return best;
        }
    }

    /** The points of one run. What lives from step to step belongs to {@code scratch}. */
    private static final class Ascent {
        private final NDManager scratch;
        private final NDArray originals;
        private final Objective objective;
        private final Budget budget;
        private final float[] bestValues;
        private NDArray current;
        private NDArray gradient;
        private NDArray direction;
        private NDArray best;

        Ascent(NDManager scratch, NDArray originals, Objective objective, Budget budget) {
            this.scratch = scratch;
            this.originals = originals;
            this.objective = objective;
            this.budget = budget;
            this.bestValues = new float[Math.toIntExact(originals.getShape().get(0))];
            Arrays.fill(bestValues, Float.NEGATIVE_INFINITY);
        }

        void begin(NDArray start) {
            try (NDManager step = scratch.newSubManager()) {
                NDArray first = budget.project(borrowed(step, start), borrowed(step, originals));
                first.attach(scratch);
                current = first;
                best = first.duplicate();
                direction = scratch.zeros(first.getShape());
            }
            evaluate();
        }

        void move(double stepSize, double momentum) {
            try (NDManager step = scratch.newSubManager()) {
                NDArray normalised = borrowed(step, gradient);
                normalised = normalised.div(
                        normalised.abs().sum(new int[] {1, 2, 3}, true).add(TINY));
                NDArray turned = borrowed(step, direction).mul(momentum).add(normalised);
                NDArray moved =
                        borrowed(step, current).add(budget.steepest(turned).mul(stepSize));
                replace(budget.project(moved, borrowed(step, originals)), turned);
            }
            evaluate();
        }

        private void replace(NDArray point, NDArray turned) {
            current.close();
            direction.close();
            gradient.close();
            point.attach(scratch);
            turned.attach(scratch);
            current = point;
            direction = turned;
        }

        private void evaluate() {
            try (NDManager step = scratch.newSubManager()) {
                NDArray leaf = Gradients.leaf(borrowed(step, current));
                NDArray values = Gradients.recording(() -> objective.of(leaf));
                keepBest(step, values.toFloatArray());
                NDArray sum = Gradients.recording(values::sum);
                Gradients.backward(sum);
                gradient = leaf.getGradient();
                gradient.attach(scratch);
            }
        }

        private void keepBest(NDManager step, float[] values) {
            boolean[] better = new boolean[values.length];
            for (int row = 0; row < values.length; row++) {
                better[row] = values[row] > bestValues[row];
                bestValues[row] = Math.max(values[row], bestValues[row]);
            }
            NDArray mask =
                    step.create(better, new Shape(better.length, 1, 1, 1)).broadcast(current.getShape());
            NDArray kept = NDArrays.where(mask, current, best);
            kept.attach(scratch);
            best.close();
            best = kept;
        }

        /** A second handle on the same numbers, whose results belong to the step. */
        private static NDArray borrowed(NDManager step, NDArray array) {
            NDArray view = array.reshape(array.getShape());
            view.attach(step);
            return view;
        }
    }
}
