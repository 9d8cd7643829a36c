package io.rlpips.training.attack;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.Locale;

/**
 * The step rule of OPT (R-LPIPS, section 4.1): 50 steps of 0.01 whatever the radius, from a random start, clipped to the
 * ball and to [0, 1]. OPT's own objective is {@link Objective#featureDifference}; the rule serves any other as well.
 *
 * @param steps at least 1
 */
public record OptAttack(int steps) implements IterativeAttack {
    /** The budget of the paper, for samples in [0, 1]. */
    public static final Budget PAPER_BUDGET = Budget.largestChange(0.05);

    private static final int PAPER_STEPS = 50;
    private static final double STEP = 0.01;

    public OptAttack {
        if (steps < 1) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "OPT of %d steps, needs at least 1".formatted(steps));
        }
    }

    /** With the steps of the paper. */
    public OptAttack() {
        this(PAPER_STEPS);
    }

    @Override
    public int looks() {
        return steps + 1;
    }

    @Override
    public boolean usesGradients() {
        return true;
    }

    @Override
    public String describe() {
        return String.format(Locale.ROOT, "OPT, %d steps of %s", steps, STEP);
    }

    @Override
    public Search begin(Neighbourhood neighbourhood) {
        return new SteepestSearch(neighbourhood, STEP, 0);
    }
}
