package io.rlpips.training.backbone;

import java.util.List;

/**
 * How a backbone came about; kept beside it in {@value TrainedBackbone#REPORT}.
 *
 * @param data name of the folder or archive, without the path to it
 * @param trainingPictures learnt from
 * @param validationPictures held back
 * @param classes how many
 * @param history one entry an epoch, in order
 */
public record TrainingReport(
        TrainingRecipe recipe,
        String data,
        int trainingPictures,
        int validationPictures,
        int classes,
        List<EpochResult> history) {
    public TrainingReport {
        history = List.copyOf(history);
    }
}
