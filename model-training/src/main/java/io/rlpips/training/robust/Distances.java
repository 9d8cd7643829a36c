package io.rlpips.training.robust;

import ai.djl.ndarray.NDArray;

/** Squared Euclidean distances of all rows of one matrix to all rows of another, differentiable. */
final class Distances {
    private Distances() {}

    /**
     * @param rows [N, D]
     * @param others [M, D]
     * @return [N, M], at least 0, in the manager of {@code rows}
     */
    static NDArray between(NDArray rows, NDArray others) {
        NDArray products = rows.matMul(others.transpose());
        NDArray norms = rows.square().sum(new int[] {1}, true);
        NDArray otherNorms = others.square().sum(new int[] {1}, true).transpose();
        return norms.add(otherNorms).sub(products.mul(2)).maximum(0);
    }
}
