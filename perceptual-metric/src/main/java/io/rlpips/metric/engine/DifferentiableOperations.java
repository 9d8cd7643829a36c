package io.rlpips.metric.engine;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * Operations on any device whose derivatives can be taken, by the input and by the parameters. Thread-safe as long as
 * nobody writes to the parameters, which stay the creator's.
 *
 * @param parameters weight and bias of every layer
 */
public record DifferentiableOperations(Map<String, NDArray> parameters) implements NetworkOperations {
    public DifferentiableOperations {
        parameters = Map.copyOf(parameters);
    }

    @Override
    public NDArray activated(String layer, NDArray input, int stride, int padding) {
        return Tensors.relu(Tensors.convolution(
                input, parameters.get(layer + ".weight"), parameters.get(layer + ".bias"), stride, padding));
    }

    @Override
    public NDArray maxPool(NDArray activations, int size, int stride, boolean ceilMode) {
        return Tensors.maxPoolOfPlanes(activations, size, stride, ceilMode);
    }
}
