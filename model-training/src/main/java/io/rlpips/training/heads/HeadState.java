package io.rlpips.training.heads;

import java.util.List;

/**
 * What a checkpoint says beside its tensors.
 *
 * @param recipe the run was started with
 * @param triplets it learns from
 * @param parentHash of the model it started from
 * @param optimiserSteps taken
 * @param batchesDone in the running epoch
 * @param tally of the running epoch
 * @param history one entry for every epoch done
 */
record HeadState(
        HeadRecipe recipe,
        TrainingTriplets triplets,
        String parentHash,
        long optimiserSteps,
        int batchesDone,
        HeadTally tally,
        List<HeadEpoch> history) {
    HeadState {
        history = List.copyOf(history);
    }
}
