package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.engine.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The pictures of a batch, one by one and together. */
final class Rows {
    private Rows() {}

    static int[] of(int[] values, int[] rows) {
        return Arrays.stream(rows).map(row -> values[row]).toArray();
    }

    /**
     * @param batch [N, 3, H, W]
     * @return N arrays, [3, H, W]
     */
    static List<float[]> split(NDArray batch) {
        int count = Math.toIntExact(batch.getShape().get(0));
        float[] all = batch.toFloatArray();
        int samples = all.length / count;
        return IntStream.range(0, count)
                .mapToObj(row -> Arrays.copyOfRange(all, row * samples, (row + 1) * samples))
                .toList();
    }

    /**
     * @param pictures [3, H, W] each
     * @param like [any, 3, H, W]
     * @return [N, 3, H, W], in the manager
     */
    static NDArray together(NDManager manager, List<float[]> pictures, Shape like) {
        int samples = pictures.get(0).length;
        float[] all = new float[pictures.size() * samples];
        for (int row = 0; row < pictures.size(); row++) {
            System.arraycopy(pictures.get(row), 0, all, row * samples, samples);
        }
        return Tensors.of(manager, new Shape(pictures.size(), like.get(1), like.get(2), like.get(3)), all);
    }
}
