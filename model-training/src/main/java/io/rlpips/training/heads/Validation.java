package io.rlpips.training.heads;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.data.Split;

/**
 * What a run is watched by.
 *
 * @param heldBack how many triplets, drawn by the seed, are scored after every epoch and never learnt from; where the set
 *     has fewer to measure on, all of them
 * @param patience after how many epochs without a better score the run ends early, with the weights of its best epoch;
 *     0 for never, and the weights of the last
 * @param part of the set that they are taken from: what is learnt from, whose photos are then seen all the same, or what
 *     is measured on
 */
public record Validation(int heldBack, int patience, Split part) {
    public Validation {
        // recipes of before there was a choice
        part = part == null ? Split.TRAIN : part;
        if (heldBack < 1 || patience < 0) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%d triplets held back and a patience of %d: needs at least 1 and 0".formatted(heldBack, patience));
        }
    }

    /** On some of the triplets that could be learnt from. */
    public Validation(int heldBack, int patience) {
        this(heldBack, patience, Split.TRAIN);
    }
}
