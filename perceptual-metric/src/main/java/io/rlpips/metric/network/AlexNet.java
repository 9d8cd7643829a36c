package io.rlpips.metric.network;

import ai.djl.ndarray.NDArray;
import io.rlpips.metric.engine.NetworkOperations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** AlexNet's convolutional part (torchvision {@code alexnet.features}), tapped after every ReLU. */
public final class AlexNet {
    /**
     * One convolution of the network.
     *
     * @param index torchvision's index of the layer in {@code features}
     * @param pooledBefore whether a 3x3 max-pool of stride 2 comes before it
     */
    public record Layer(int index, int inputs, int outputs, int kernel, int stride, int padding, boolean pooledBefore) {
        public String weightName() {
            return name() + ".weight";
        }

        public String biasName() {
            return name() + ".bias";
        }

        private String name() {
            return "features." + index;
        }
    }

    /** The five convolutions in order. */
    public static final List<Layer> LAYERS = List.of(
            new Layer(0, 3, 64, 11, 4, 2, false),
            new Layer(3, 64, 192, 5, 1, 2, true),
            new Layer(6, 192, 384, 3, 1, 1, true),
            new Layer(8, 384, 256, 3, 1, 1, false),
            new Layer(10, 256, 256, 3, 1, 1, false));

    private AlexNet() {}

    static Map<String, int[]> parameters() {
        Map<String, int[]> shapes = new LinkedHashMap<>();
        for (Layer layer : LAYERS) {
            shapes.put(layer.weightName(), new int[] {layer.outputs(), layer.inputs(), layer.kernel(), layer.kernel()});
            shapes.put(layer.biasName(), new int[] {layer.outputs()});
        }
        return shapes;
    }

    /** @see Backbone#taps */
    static List<NDArray> taps(NetworkOperations operations, NDArray input) {
        List<NDArray> taps = new ArrayList<>();
        NDArray current = input;
        for (Layer layer : LAYERS) {
            if (layer.pooledBefore()) {
                current = operations.maxPool(current, 3, 2, false);
            }
            current = operations.activated(layer.name(), current, layer.stride(), layer.padding());
            taps.add(current);
        }
        return taps;
    }

    /** @return rows and columns of every tap */
    static List<Integer> tapSides(int inputSize) {
        List<Integer> sides = new ArrayList<>();
        int side = inputSize;
        for (Layer layer : LAYERS) {
            int pooled = layer.pooledBefore() ? (side - 3) / 2 + 1 : side;
            side = (pooled + 2 * layer.padding() - layer.kernel()) / layer.stride() + 1;
            sides.add(side);
        }
        return sides;
    }
}
