package io.rlpips.training.attack;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.Locale;

/**
 * The step rule of SSA, the semantic-similarity attack of the R-LPIPS authors' code: projected gradient ascent from a
 * random start with steps of {@code 2.5 radius / steps} (theirs jump to the corners of the ball; see
 * {@link PaperAttack}). SSA's own objective is {@link Objective#semanticSimilarity}; the rule serves any other as well.
 *
 * @param steps at least 1
 */
public record SimilarityAttack(int steps) implements IterativeAttack {
    public SimilarityAttack {
        if (steps < 1) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "SSA of %d steps, needs at least 1".formatted(steps));
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
        return String.format(
                Locale.ROOT, "SSA, %d steps of %s radius / steps", steps, ProjectedGradient.STANDARD_STEP_FACTOR);
    }

    @Override
    public Search begin(Neighbourhood neighbourhood) {
        double radius = neighbourhood.budget().radius();
        return new SteepestSearch(neighbourhood, ProjectedGradient.STANDARD_STEP_FACTOR * radius / steps, 0);
    }
}
