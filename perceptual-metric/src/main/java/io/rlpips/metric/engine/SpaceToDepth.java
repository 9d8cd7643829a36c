package io.rlpips.metric.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/**
 * A convolution with a stride as one without: the samples of a cell of stride x stride become channels, kernels are
 * filled up with zeros to whole cells. On a CPU the engine works on blocks of channels, and of the derivative by an input
 * of three channels it takes seven times what the convolution itself does; of 48 channels it takes as long as that.
 */
final class SpaceToDepth {
    /** Channels that the engine takes at a time. */
    private static final int BLOCK = 16;

    private SpaceToDepth() {}

    /** @return whether a convolution is to be done this way, that is whether few channels become whole blocks of them */
    static boolean suits(NDArray input, int stride) {
        long channels = input.getShape().get(1);
        return channels < BLOCK
                && channels * stride * stride % BLOCK == 0
                && !input.getDevice().isGpu();
    }

    /** As {@link Tensors#convolution}, of which the arguments are; the last bits differ. */
    static NDArray convolution(NDArray input, NDArray weight, NDArray bias, int stride, int padding) {
        long kernel = weight.getShape().get(2);
        long kernelCells = (kernel + stride - 1) / stride;
        NDArray own = Tensors.sharedWith(input.getManager(), weight);
        NDArray kernels = inCells(filled(own, 0, kernelCells, kernelCells, stride), stride);
        long rows = outputs(input.getShape().get(2), kernel, stride, padding) - 1 + kernelCells;
        long columns = outputs(input.getShape().get(3), kernel, stride, padding) - 1 + kernelCells;
        return Tensors.direct(inCells(filled(input, padding, rows, columns, stride), stride), kernels, bias, 1, 0);
    }

    private static long outputs(long side, long kernel, int stride, int padding) {
        return (side + 2L * padding - kernel) / stride + 1;
    }

    /**
     * With zeros around, or without what no output takes in.
     *
     * @param before zeros on the left and above
     * @param rows of cells, and columns of them, that the result has
     */
    private static NDArray filled(NDArray array, int before, long rows, long columns, int stride) {
        long below = rows * stride - before - array.getShape().get(2);
        long right = columns * stride - before - array.getShape().get(3);
        NDArray needed = below < 0 || right < 0
                ? array.get(new NDIndex(
                        ":, :, :{}, :{}",
                        array.getShape().get(2) + Math.min(0, below),
                        array.getShape().get(3) + Math.min(0, right)))
                : array;
        return needed.pad(new Shape(before, Math.max(0, right), before, Math.max(0, below)), 0);
    }

    /** @return [N, C stride stride, H / stride, W / stride] */
    private static NDArray inCells(NDArray array, int stride) {
        Shape shape = array.getShape();
        long rows = shape.get(2) / stride;
        long columns = shape.get(3) / stride;
        return array.reshape(shape.get(0), shape.get(1), rows, stride, columns, stride)
                .transpose(0, 1, 3, 5, 2, 4)
                .reshape(shape.get(0), shape.get(1) * stride * stride, rows, columns);
    }
}
