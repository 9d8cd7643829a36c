package io.rlpips.training.heads;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.heads.adversary.Adversary;
import java.util.Locale;

/**
 * Everything that decides what comes out of a run, apart from the triplets and the model it starts from. A run can only be
 * resumed with the recipe it was started with.
 *
 * @param scope which weights learn
 * @param headStart what the heads are at first
 * @param adversary that the run trains against
 * @param schedule how long and how fast
 * @param dropout share of each head's inputs that is silenced in a step, 0 to below 1
 * @param validation what is held back, and when to end early
 * @param seed of the ranking network's first weights, a random backbone's, the order, the dropout and the attacks
 */
public record HeadRecipe(
        Scope scope,
        HeadStart headStart,
        Adversary adversary,
        Schedule schedule,
        double dropout,
        Validation validation,
        long seed) {
    /** The authors' (METHOD section 2). */
    public static final double STANDARD_DROPOUT = 0.5;

    public HeadRecipe {
        if (!(dropout >= 0 && dropout < 1)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "dropout is %s, needs 0 to below 1".formatted(dropout));
        }
    }

    /** @return the recipe's name in manifests: {@code heads-natural}, {@code tune-robust-l2-x0x1} */
    public String label() {
        return scope.name().toLowerCase(Locale.ROOT) + "-" + adversary.label();
    }
}
