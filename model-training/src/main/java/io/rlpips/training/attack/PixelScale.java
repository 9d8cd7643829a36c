package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import io.rlpips.metric.engine.Tensors;

/** Attacks work on samples in [0, 1], the networks on samples in [-1, 1]. */
final class PixelScale {
    private PixelScale() {}

    /** @return samples in [-1, 1] */
    static NDArray tensor(NDArray pictures) {
        return Tensors.times(pictures, 2).sub(1);
    }
}
