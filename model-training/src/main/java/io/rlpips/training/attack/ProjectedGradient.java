package io.rlpips.training.attack;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.Locale;

/**
 * Projected gradient ascent, PGD (Madry et al. 2018), from a random start, with the momentum of Dong et al. (2018),
 * steps of {@code stepFactor * radius / steps}, and projection onto both the ball and the valid range after each.
 * Returned is the best point met on the way, not the last.
 *
 * @param steps at least 1
 * @param stepFactor how many radii all steps together could travel
 * @param momentum share of the last direction that is kept, 0 to below 1
 */
public record ProjectedGradient(int steps, double stepFactor, double momentum) implements IterativeAttack {
    /** How many radii all steps together could travel, unless said otherwise. */
    public static final double STANDARD_STEP_FACTOR = 2.5;

    /** 40 steps. */
    public static final ProjectedGradient STANDARD = new ProjectedGradient(40, STANDARD_STEP_FACTOR, 0.75);

    public ProjectedGradient {
        if (steps < 1 || !(stepFactor > 0) || !(momentum >= 0 && momentum < 1)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "gradient attack of %d steps, step factor %s, momentum %s: needs a step, a factor above 0 and a momentum in [0, 1)"
                            .formatted(steps, stepFactor, momentum));
        }
    }

    /** @return PGD as published: no momentum */
    public static ProjectedGradient plain(int steps) {
        return new ProjectedGradient(steps, STANDARD_STEP_FACTOR, 0);
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
        return String.format(
                Locale.ROOT, "PGD, %d steps of %s radius / steps, momentum %s", steps, stepFactor, momentum);
    }

    @Override
    public Search begin(Neighbourhood neighbourhood) {
        double radius = neighbourhood.budget().radius();
        return new SteepestSearch(neighbourhood, stepFactor * radius / steps, momentum);
    }
}
