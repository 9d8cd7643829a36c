package io.rlpips.metric.network;

import ai.djl.ndarray.NDArray;
import io.rlpips.metric.engine.NetworkOperations;
import io.rlpips.metric.engine.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** SqueezeNet 1.1's convolutional part (torchvision {@code squeezenet1_1.features}) with the seven taps of LPIPS. */
final class SqueezeNet {
    private record Fire(int index, int inputs, int squeezed, int expanded) {}

    private static final List<Fire> FIRES = List.of(
            new Fire(3, 64, 16, 64),
            new Fire(4, 128, 16, 64),
            new Fire(6, 128, 32, 128),
            new Fire(7, 256, 32, 128),
            new Fire(9, 256, 48, 192),
            new Fire(10, 384, 48, 192),
            new Fire(11, 384, 64, 256),
            new Fire(12, 512, 64, 256));

    private static final Set<Integer> POOLED_BEFORE = Set.of(3, 6, 9);
    private static final Set<Integer> TAPPED = Set.of(4, 7, 9, 10, 11, 12);

    private SqueezeNet() {}

    static Map<String, int[]> parameters() {
        Map<String, int[]> shapes = new LinkedHashMap<>();
        putConvolution(shapes, "features.0", 64, 3, 3);
        for (Fire fire : FIRES) {
            String name = "features." + fire.index();
            putConvolution(shapes, name + ".squeeze", fire.squeezed(), fire.inputs(), 1);
            putConvolution(shapes, name + ".expand1x1", fire.expanded(), fire.squeezed(), 1);
            putConvolution(shapes, name + ".expand3x3", fire.expanded(), fire.squeezed(), 3);
        }
        return shapes;
    }

    /** @see Backbone#taps */
    static List<NDArray> taps(NetworkOperations operations, NDArray input) {
        List<NDArray> taps = new ArrayList<>();
        NDArray current = operations.activated("features.0", input, 2, 0);
        taps.add(current);
        for (Fire fire : FIRES) {
            if (POOLED_BEFORE.contains(fire.index())) {
                current = operations.maxPool(current, 3, 2, true);
            }
            current = burn(operations, "features." + fire.index(), current);
            if (TAPPED.contains(fire.index())) {
                taps.add(current);
            }
        }
        return taps;
    }

    private static NDArray burn(NetworkOperations operations, String name, NDArray input) {
        NDArray squeezed = operations.activated(name + ".squeeze", input, 1, 0);
        return Tensors.join(
                List.of(
                        operations.activated(name + ".expand1x1", squeezed, 1, 0),
                        operations.activated(name + ".expand3x3", squeezed, 1, 1)),
                1);
    }

    private static void putConvolution(Map<String, int[]> shapes, String name, int outputs, int inputs, int kernel) {
        shapes.put(name + ".weight", new int[] {outputs, inputs, kernel, kernel});
        shapes.put(name + ".bias", new int[] {outputs});
    }

    /** @return rows and columns of every tap: only the first convolution and the pools change them */
    static List<Integer> tapSides(int inputSize) {
        List<Integer> sides = new ArrayList<>();
        int side = (inputSize - 3) / 2 + 1;
        sides.add(side);
        for (Fire fire : FIRES) {
            if (POOLED_BEFORE.contains(fire.index())) {
                // Rounded up: a last, partly covered window counts.
                side = (side - 2) / 2 + 1;
            }
            if (TAPPED.contains(fire.index())) {
                sides.add(side);
            }
        }
        return sides;
    }
}
