package io.rlpips.training.agreement;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.Collection;
import java.util.List;

/**
 * How well a metric agrees with judges in two-alternative forced choices (2AFC), by both definitions in use. 0.5 is
 * guessing. The judges are people or not: whoever prints a score says which.
 *
 * @param agreement the mean share of judges who agree with the metric (Zhang et al. 2018, and Table 1 of R-LPIPS); below
 *     1 even for the best metric where judges disagree
 * @param majority the share of triplets in which the metric chooses what most judges chose (later versions of the R-LPIPS
 *     authors' code); triplets without a majority count half
 * @param triplets behind the score; a mean over families has their sum
 */
public record ForcedChoiceScore(double agreement, double majority, int triplets) {
    /** @throws RlpipsException INVALID_ARGUMENT when there are no choices */
    public static ForcedChoiceScore of(List<Choice> choices) {
        requireSome(choices);
        return new ForcedChoiceScore(
                choices.stream().mapToDouble(Choice::agreement).average().orElseThrow(),
                choices.stream().mapToDouble(Choice::withMajority).average().orElseThrow(),
                choices.size());
    }

    /** @return every family counting alike, whatever its size */
    static ForcedChoiceScore meanOf(Collection<ForcedChoiceScore> families) {
        requireSome(families);
        return new ForcedChoiceScore(
                families.stream()
                        .mapToDouble(ForcedChoiceScore::agreement)
                        .average()
                        .orElseThrow(),
                families.stream()
                        .mapToDouble(ForcedChoiceScore::majority)
                        .average()
                        .orElseThrow(),
                families.stream().mapToInt(ForcedChoiceScore::triplets).sum());
    }

    private static void requireSome(Collection<?> values) {
        if (values.isEmpty()) {
            throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, "a 2AFC score of no triplets");
        }
    }
}
