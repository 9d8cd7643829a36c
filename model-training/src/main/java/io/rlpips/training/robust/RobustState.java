package io.rlpips.training.robust;

import java.util.List;

/**
 * What a checkpoint says beside its tensors.
 *
 * @param recipe the run was started with
 * @param startHash {@link io.rlpips.metric.bundle.ModelBundle#modelHash()} of the model it started from
 * @param optimiserSteps taken
 * @param history one entry for every round done
 */
record RobustState(RobustRecipe recipe, String startHash, long optimiserSteps, List<RoundResult> history) {
    RobustState {
        history = List.copyOf(history);
    }
}
