package io.rlpips.training.optimiser;

import ai.djl.ndarray.NDArray;
import io.rlpips.metric.weights.WeightTensor;
import java.util.Arrays;

/** Parameters of a run as they are stored. */
public final class WeightTensors {
    private WeightTensors() {}

    /** @param array float32 */
    public static WeightTensor download(NDArray array) {
        int[] shape = Arrays.stream(array.getShape().getShape())
                .mapToInt(Math::toIntExact)
                .toArray();
        return new WeightTensor(shape, array.toFloatArray());
    }
}
