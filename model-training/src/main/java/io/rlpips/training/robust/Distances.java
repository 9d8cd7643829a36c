package io.rlpips.training.robust;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.engine.Tensors;

/** Squared Euclidean distances of all rows of one matrix to all rows of another, differentiable. */
final class Distances {
    private Distances() {}

    /**
     * @param rows [N, D]
     * @param others [M, D]
     * @return [N, M], at least 0, in the manager of {@code rows}
     */
    static NDArray between(NDArray rows, NDArray others) {
        NDArray handle = inManagerOf(rows, others);
        NDArray products = rows.matMul(handle.transpose());
        NDArray norms = rows.square().sum(new int[] {1}, true);
        NDArray otherNorms = handle.square().sum(new int[] {1}, true).transpose();
        return Tensors.relu(norms.add(otherNorms).sub(Tensors.times(products, 2)));
    }

    /** What is computed from others that live longer would live as long. */
    private static NDArray inManagerOf(NDArray rows, NDArray others) {
        // where none is needed, a handle would change the order in which gradients are summed, and their last bits
        return others.getManager() == rows.getManager() ? others : Tensors.sharedWith(rows.getManager(), others);
    }

    /**
     * @param rows [N, D], N at least 2
     * @return [N, D], for each row the other row nearest to it, in the manager of {@code rows}
     */
    static NDArray nearestOthers(NDArray rows) {
        int count = Math.toIntExact(rows.getShape().get(0));
        float[] distances = between(rows, rows).toFloatArray();
        float[] chosen = new float[distances.length];
        for (int row = 0; row < count; row++) {
            int nearest = row == 0 ? 1 : 0;
            for (int other = 0; other < count; other++) {
                if (other != row && distances[row * count + other] < distances[row * count + nearest]) {
                    nearest = other;
                }
            }
            chosen[row * count + nearest] = 1;
        }
        return rows.getManager().create(chosen, new Shape(count, count)).matMul(rows);
    }
}
