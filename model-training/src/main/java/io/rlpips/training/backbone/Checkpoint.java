package io.rlpips.training.backbone;

import io.rlpips.metric.weights.WeightTensor;
import java.util.List;
import java.util.Map;

/**
 * All that a run needs to go on as if it had never stopped. There is no generator state in it: random numbers are drawn
 * from streams named by seed, epoch and picture.
 *
 * @param tensors of network, normalisation statistics and optimiser
 */
record Checkpoint(State state, Map<String, WeightTensor> tensors) {

    /**
     * @param recipe the run was started with
     * @param classes of the data it learns from
     * @param optimiserSteps taken
     * @param history one entry for every epoch done
     */
    record State(TrainingRecipe recipe, List<String> classes, long optimiserSteps, List<EpochResult> history) {
        State {
            classes = List.copyOf(classes);
            history = List.copyOf(history);
        }
    }
}
