package io.rlpips.metric.engine;

import ai.djl.ndarray.NDArray;

/** The convolutions of one network, each followed by ReLU, with the parameters that they were made with. */
@FunctionalInterface
public interface Convolutions {
    /**
     * @param layer name of the layer, whose parameters are called that and {@code .weight}, [O, C, K, K], or
     *     {@code .bias}, [O]
     * @param input [N, C, H, W]
     * @return max(0, convolution), [N, O, H', W'] with H' = (H + 2 padding - K) / stride + 1, rounded down; in the
     *     manager of {@code input}
     */
    NDArray activated(String layer, NDArray input, int stride, int padding);
}
