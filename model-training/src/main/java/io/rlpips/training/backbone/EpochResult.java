package io.rlpips.training.backbone;

import java.util.Locale;

/**
 * What an epoch came to.
 *
 * @param epoch from 1
 * @param trainingLoss mean over the varied pictures while they were learnt from, with label smoothing and dropout
 * @param trainingAccuracy likewise
 * @param validationLoss cross-entropy on the pictures held back, without label smoothing or dropout
 * @param validationAccuracy top-1
 */
public record EpochResult(
        int epoch, double trainingLoss, double trainingAccuracy, double validationLoss, double validationAccuracy) {

    /** @return one line for people */
    public String line() {
        return String.format(
                Locale.ROOT,
                "epoch %d: loss %.3f, accuracy %.1f %%; validation loss %.3f, accuracy %.1f %%",
                epoch,
                trainingLoss,
                trainingAccuracy * 100,
                validationLoss,
                validationAccuracy * 100);
    }
}
