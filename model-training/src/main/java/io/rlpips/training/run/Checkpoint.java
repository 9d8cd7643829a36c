package io.rlpips.training.run;

import io.rlpips.metric.weights.WeightTensor;
import java.util.Map;

/**
 * All that a run needs to go on as if it had never stopped. There is no generator state in it: random numbers are drawn
 * from streams named by seed and position ({@link io.rlpips.training.Seeds}).
 *
 * @param number how far the run is, in its own unit (epochs, steps)
 * @param state recipe, counters and history, as JSON can hold them
 * @param tensors of the network, its statistics and the optimiser
 */
public record Checkpoint<S>(long number, S state, Map<String, WeightTensor> tensors) {}
