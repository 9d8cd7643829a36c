package io.rlpips.training.attack;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;

/**
 * APGD (Croce and Hein 2020, algorithm 1): projected gradient ascent with momentum 0.75 whose step, two radii at first,
 * is halved for a picture at checkpoints where too few steps rose or nothing was gained since the last one; the picture
 * then goes on from its best point. Nothing to tune but the number of steps.
 *
 * @param steps at least 1
 */
public record AutoProjectedGradient(int steps) implements IterativeAttack {
    public AutoProjectedGradient {
        if (steps < 1) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "APGD of %d steps, needs at least 1".formatted(steps));
        }
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
        return "APGD, %d steps".formatted(steps);
    }

    @Override
    public Search begin(Neighbourhood neighbourhood) {
        return new StepHalvingSearch(
                neighbourhood, new StepSchedule(neighbourhood.budget().radius(), steps));
    }
}
