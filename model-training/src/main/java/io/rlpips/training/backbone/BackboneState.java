package io.rlpips.training.backbone;

import io.rlpips.training.data.TrainingPictures;
import java.util.List;

/**
 * What a checkpoint says beside its tensors.
 *
 * @param recipe the run was started with
 * @param classes of the data it learns from
 * @param pictures it learns from and validates on
 * @param optimiserSteps taken
 * @param history one entry for every epoch done
 */
record BackboneState(
        TrainingRecipe recipe,
        List<String> classes,
        TrainingPictures pictures,
        long optimiserSteps,
        List<EpochResult> history) {
    BackboneState {
        pictures = pictures == null ? TrainingPictures.NOT_NOTED : pictures;
        classes = List.copyOf(classes);
        history = List.copyOf(history);
    }
}
