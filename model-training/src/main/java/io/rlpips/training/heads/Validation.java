package io.rlpips.training.heads;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;

/**
 * What a run is watched by.
 *
 * @param heldBack how many triplets, drawn by the seed, are scored after every epoch and never learnt from
 * @param patience after how many epochs without a better score the run ends early, with the weights of its best epoch;
 *     0 for never, and the weights of the last
 */
public record Validation(int heldBack, int patience) {
    public Validation {
        if (heldBack < 1 || patience < 0) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%d triplets held back and a patience of %d: needs at least 1 and 0".formatted(heldBack, patience));
        }
    }
}
