package io.rlpips.training.backbone;

import java.util.List;

/**
 * What a checkpoint says beside its tensors.
 *
 * @param recipe the run was started with
 * @param classes of the data it learns from
 * @param optimiserSteps taken
 * @param history one entry for every epoch done
 */
record BackboneState(TrainingRecipe recipe, List<String> classes, long optimiserSteps, List<EpochResult> history) {
    BackboneState {
        classes = List.copyOf(classes);
        history = List.copyOf(history);
    }
}
