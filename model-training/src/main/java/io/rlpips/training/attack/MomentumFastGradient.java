package io.rlpips.training.attack;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.Locale;

/**
 * MI-FGSM (Dong et al. 2018): steps of {@code radius / steps} along the running sum of scaled gradients, from a random
 * start; under l_2 along that sum instead of its sign.
 *
 * @param steps at least 1
 * @param decay share of the sum that is kept, at least 0; 1 in the paper
 */
public record MomentumFastGradient(int steps, double decay) implements IterativeAttack {
    public MomentumFastGradient {
        if (steps < 1 || !(decay >= 0) || Double.isInfinite(decay)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "MI-FGSM of %d steps, decay %s: needs a step and a decay of at least 0".formatted(steps, decay));
        }
    }

    /** With the decay of the paper. */
    public MomentumFastGradient(int steps) {
        this(steps, 1);
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
        return String.format(Locale.ROOT, "MI-FGSM, %d steps, decay %s", steps, decay);
    }

    @Override
    public Search begin(Neighbourhood neighbourhood) {
        return new SteepestSearch(neighbourhood, neighbourhood.budget().radius() / steps, decay);
    }
}
