package io.rlpips.training.robust;

import io.rlpips.training.data.TrainingPictures;
import java.util.List;

/**
 * What a checkpoint says beside its tensors.
 *
 * @param recipe the run was started with
 * @param startHash {@link io.rlpips.metric.bundle.ModelBundle#modelHash()} of the model it started from
 * @param pictures it learns from and validates on
 * @param optimiserSteps taken
 * @param history one entry for every round done
 */
record RobustState(
        RobustRecipe recipe,
        String startHash,
        TrainingPictures pictures,
        long optimiserSteps,
        List<RoundResult> history) {
    RobustState {
        pictures = pictures == null ? TrainingPictures.NOT_NOTED : pictures;
        history = List.copyOf(history);
    }
}
