package io.rlpips.training.heads;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;

/**
 * How long and how fast. The learning rate is constant at first and then falls by the same amount an epoch; as in the
 * authors' code the first epoch of the decay still has all of it, and the last is not zero.
 *
 * @param epochs at the full learning rate
 * @param decayEpochs after those, at least 0
 * @param batchSize triplets a step; the last step of an epoch takes what is left
 * @param learningRate of Adam with betas 0.5 and 0.999
 */
public record Schedule(int epochs, int decayEpochs, int batchSize, double learningRate) {
    /** The authors' (METHOD section 2). */
    public static final Schedule STANDARD = new Schedule(5, 5, 50, 1e-4);

    public Schedule {
        if (epochs < 0 || decayEpochs < 0 || epochs + decayEpochs < 1) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%d epochs and %d of decay: at least one is needed".formatted(epochs, decayEpochs));
        }
        if (batchSize < 1) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "batch size is %d, needs at least 1".formatted(batchSize));
        }
        if (!(learningRate > 0 && learningRate <= 1)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "learning rate is %s, needs more than 0 and at most 1".formatted(learningRate));
        }
    }

    public int allEpochs() {
        return epochs + decayEpochs;
    }

    /** @param epoch from 1 */
    double learningRate(int epoch) {
        int decayed = Math.max(0, epoch - 1 - epochs);
        return decayEpochs == 0 ? learningRate : learningRate * (decayEpochs - decayed) / decayEpochs;
    }
}
