package io.rlpips.metric.network;

import ai.djl.ndarray.NDArray;
import io.rlpips.metric.engine.NetworkOperations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** VGG16's convolutional part (torchvision {@code vgg16.features}), tapped after the last ReLU of each block. */
final class Vgg16 {
    /** torchvision's indices of the 3x3 convolutions, a list a block; a 2x2 max-pool stands between blocks. */
    private static final List<List<Integer>> BLOCKS =
            List.of(List.of(0, 2), List.of(5, 7), List.of(10, 12, 14), List.of(17, 19, 21), List.of(24, 26, 28));

    private static final List<Integer> BLOCK_CHANNELS = List.of(64, 128, 256, 512, 512);

    private Vgg16() {}

    static Map<String, int[]> parameters() {
        Map<String, int[]> shapes = new LinkedHashMap<>();
        int inputs = 3;
        for (int block = 0; block < BLOCKS.size(); block++) {
            int outputs = BLOCK_CHANNELS.get(block);
            for (int index : BLOCKS.get(block)) {
                shapes.put("features." + index + ".weight", new int[] {outputs, inputs, 3, 3});
                shapes.put("features." + index + ".bias", new int[] {outputs});
                inputs = outputs;
            }
        }
        return shapes;
    }

    /** @see Backbone#taps */
    static List<NDArray> taps(NetworkOperations operations, NDArray input) {
        List<NDArray> taps = new ArrayList<>();
        NDArray current = input;
        for (List<Integer> block : BLOCKS) {
            if (!taps.isEmpty()) {
                current = operations.maxPool(current, 2, 2, false);
            }
            for (int index : block) {
                current = operations.activated("features." + index, current, 1, 1);
            }
            taps.add(current);
        }
        return taps;
    }

    /** @return rows and columns of every tap: the convolutions keep them, the pools halve them */
    static List<Integer> tapSides(int inputSize) {
        List<Integer> sides = new ArrayList<>();
        for (int block = 0; block < BLOCKS.size(); block++) {
            sides.add(inputSize >> block);
        }
        return sides;
    }
}
