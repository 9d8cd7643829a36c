package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;

/**
 * The attack of the R-LPIPS authors' code, for {@code --recipe paper} alone, faults included:
 *
 * <ul>
 *   <li>every step is 10,000 long, so clipping to the ball throws each one into a corner of it (l_inf) or onto a
 *       direction whose samples are all of one size (l_2), and 50 steps try no more than 50 of them;
 *   <li>the l_2 step, too, follows the sign of the gradient instead of the gradient;
 *   <li>there is no random start: pushed away from itself a picture would stay where it is;
 *   <li>results are not clipped to the valid range, so they need not be pictures;
 *   <li>the radius applies to samples in [-1, 1], half of what it says in pixel units;
 *   <li>the last point is returned, not the best.
 * </ul>
 *
 * That a random ranking network is drawn at every step is a matter of the objective, which is asked for once a step.
 *
 * @param steps at least 1
 */
public record PaperAttack(int steps) implements Attack {
    private static final int PAPER_STEPS = 50;
    private static final float STEP = 1e4f;

    public PaperAttack {
        if (steps < 1) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "attack of %d steps, needs at least 1".formatted(steps));
        }
    }

    /** With the steps of the authors. */
    public PaperAttack() {
        this(PAPER_STEPS);
    }

    /**
     * @param budget its radius is taken on [-1, 1]: a change of a sample in [0, 1] stays within half of it
     * @param seed not used: nothing is drawn
     * @return may leave [0, 1]
     */
    @Override
    public NDArray perturb(NDArray originals, Objective objective, Budget budget, long seed) {
        Budget onTensorScale = new Budget(budget.norm(), budget.radius() / 2);
        try (NDManager scratch = originals.getManager().newSubManager()) {
            Held points = new Held(scratch, originals);
            for (int step = 0; step < steps; step++) {
                jump(scratch, points, originals, objective, onTensorScale);
            }
            return points.in(originals.getManager());
        }
    }

    private static void jump(NDManager scratch, Held points, NDArray originals, Objective objective, Budget budget) {
        try (NDManager step = scratch.newSubManager()) {
            NDArray gradient = Gradients.at(
                    points.in(step), pictures -> objective.of(pictures).sum());
            NDArray fixed = Tensors.sharedWith(step, originals);
            NDArray change = gradient.sign().muli(STEP).addi(points.in(step)).subi(fixed);
            points.set(budget.insideBall(change).add(fixed));
        }
    }
}
