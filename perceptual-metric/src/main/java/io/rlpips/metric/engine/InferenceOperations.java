package io.rlpips.metric.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Operations on a CPU without derivatives. Weights are laid out as the processor multiplies them once and not in every
 * forward, which costs as much as a picture or two; ReLU is part of the convolution; activations stay with their channels
 * together, so that nothing is rearranged between layers, and pooling is many times as fast. The bits of a result do not
 * depend on the batch that a picture is in, a batch of one included. Thread-safe. Everything but results is freed with the
 * manager that this was made with.
 */
public final class InferenceOperations implements NetworkOperations {
    /** Pictures for which the layout is chosen. It is right for other batches, too. */
    private static final int TYPICAL_BATCH = 16;

    /**
     * A layer whose weight is laid out.
     *
     * @param inputs channels that it takes
     * @param kernel rows and columns of its weight
     */
    private record Layer(PtNDArray weight, PtNDArray bias, long inputs, long kernel) {}

    private final OneDnn oneDnn;
    private final Map<String, NDArray> parameters;
    private final Map<String, Layer> layers = new ConcurrentHashMap<>();

    /**
     * @param manager of a CPU, which lives as long as this
     * @param parameters weight and bias of every layer, in {@code manager}; a weight is freed once it has been laid out
     */
    public InferenceOperations(NDManager manager, Map<String, NDArray> parameters) {
        this.oneDnn = new OneDnn((PtNDManager) manager);
        this.parameters = Map.copyOf(parameters);
    }

    @Override
    public NDArray activated(String layer, NDArray input, int stride, int padding) {
        Tensors.requireFloat(input, 4, "convolution input");
        Layer packed = layers.computeIfAbsent(layer, first -> pack(first, stride, padding, input.getShape()));
        if (input.getShape().get(1) != packed.inputs()) {
            throw Tensors.mismatch(
                    "convolution %s of %s, needs %d channels".formatted(layer, input.getShape(), packed.inputs()));
        }
        Tensors.requireSide(input, packed.kernel() - 2L * padding, "convolution");
        return oneDnn.convolve(input, packed.weight(), packed.bias(), stride, padding);
    }

    @Override
    public NDArray maxPool(NDArray activations, int size, int stride, boolean ceilMode) {
        return Tensors.maxPool(activations, size, stride, ceilMode);
    }

    @Override
    public NDArray fingerprint(List<NDArray> taps, List<NDArray> heads) {
        if (taps.isEmpty() || taps.size() != heads.size()) {
            throw Tensors.mismatch("fingerprint of %d taps with %d heads".formatted(taps.size(), heads.size()));
        }
        for (int tap = 0; tap < taps.size(); tap++) {
            Tensors.requireFloat(taps.get(tap), 4, "tap");
            Tensors.requireFloat(heads.get(tap), 1, "head");
            if (taps.get(tap).getShape().get(1) != heads.get(tap).getShape().get(0)) {
                throw Tensors.mismatch("tap %s with head %s"
                        .formatted(taps.get(tap).getShape(), heads.get(tap).getShape()));
            }
        }
        return oneDnn.fingerprint(taps, heads, NORM_EPSILON);
    }

    private Layer pack(String layer, int stride, int padding, Shape input) {
        NDArray weight = parameters.get(layer + ".weight");
        NDArray bias = parameters.get(layer + ".bias");
        Tensors.requireFloat(weight, 4, "convolution weight");
        Tensors.requireFloat(bias, 1, "convolution bias");
        Shape shape = weight.getShape();
        if (bias.getShape().get(0) != shape.get(0)) {
            throw Tensors.mismatch("convolution weight %s with bias %s".formatted(shape, bias.getShape()));
        }
        long[] size = {TYPICAL_BATCH, shape.get(1), input.get(2), input.get(3)};
        PtNDArray packed = oneDnn.pack(weight, stride, padding, 1, size);
        weight.close();
        return new Layer(packed, (PtNDArray) bias, shape.get(1), shape.get(2));
    }
}
