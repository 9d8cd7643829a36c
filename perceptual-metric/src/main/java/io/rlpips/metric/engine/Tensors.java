package io.rlpips.metric.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.Arrays;
import java.util.List;

/**
 * The layer operations that networks are written with. Shapes are checked here, because some native calls end the
 * process on a bad one. Results belong to the manager of the first argument. All arrays are float32, images NCHW.
 */
public final class Tensors {
    private Tensors() {}

    /** @return a tensor of the given shape in {@code manager} */
    public static NDArray of(NDManager manager, int[] shape, float[] values) {
        return of(manager, new Shape(Arrays.stream(shape).asLongStream().toArray()), values);
    }

    /** @return a tensor of the given shape in {@code manager} */
    public static NDArray of(NDManager manager, Shape wanted, float[] values) {
        if (wanted.size() != values.length) {
            throw mismatch("tensor of shape " + wanted + " with " + values.length + " values");
        }
        return manager.create(values, wanted);
    }

    /**
     * Two-dimensional convolution.
     *
     * @param input [N, C, H, W]
     * @param weight [O, C, K, K]
     * @param bias [O]
     * @return [N, O, H', W'] with H' = (H + 2 padding - K) / stride + 1, rounded down
     */
    public static NDArray convolution(NDArray input, NDArray weight, NDArray bias, int stride, int padding) {
        requireFloat(input, 4, "convolution input");
        requireFloat(weight, 4, "convolution weight");
        requireFloat(bias, 1, "convolution bias");
        if (input.getShape().get(1) != weight.getShape().get(1)
                || bias.getShape().get(0) != weight.getShape().get(0)) {
            throw mismatch("convolution of %s with weight %s and bias %s"
                    .formatted(input.getShape(), weight.getShape(), bias.getShape()));
        }
        requireSide(input, weight.getShape().get(2) - 2L * padding, "convolution");
        return SpaceToDepth.suits(input, stride)
                ? SpaceToDepth.convolution(input, weight, bias, stride, padding)
                : direct(input, weight, bias, stride, padding);
    }

    /** The engine's own convolution. */
    static NDArray direct(NDArray input, NDArray weight, NDArray bias, int stride, int padding) {
        return Conv2d.conv2d(
                        input, weight, bias, new Shape(stride, stride), new Shape(padding, padding), new Shape(1, 1), 1)
                .singletonOrThrow();
    }

    /**
     * Maximum over square windows without padding. On a CPU the engine takes many times as long for arrays that lie plane
     * by plane as for those whose channels lie together.
     *
     * @param input [N, C, H, W]
     * @param ceilMode whether a last, partly covered window counts
     */
    public static NDArray maxPool(NDArray input, int size, int stride, boolean ceilMode) {
        requireFloat(input, 4, "max-pool input");
        requireSide(input, ceilMode ? Math.max(1, size - stride + 1) : size, "max-pool");
        return Pool.maxPool2d(input, new Shape(size, size), new Shape(stride, stride), new Shape(0, 0), ceilMode);
    }

    /** The same of an array that lies plane by plane, as its result does, on a CPU by way of channels that lie together. */
    public static NDArray maxPoolOfPlanes(NDArray input, int size, int stride, boolean ceilMode) {
        requireFloat(input, 4, "max-pool input");
        if (input.getDevice().isGpu()) {
            return maxPool(input, size, stride, ceilMode);
        }
        NDArray pooled = maxPool(channelsTogether(input), size, stride, ceilMode);
        return pooled.flatten().reshape(pooled.getShape());
    }

    private static NDArray channelsTogether(NDArray planes) {
        // Costs nothing, and its derivative brings what comes back into planes again:
        // the engine is slow where one of two arrays lies this way and the other that.
        NDArray flat = planes.flatten().reshape(planes.getShape());
        NDArray turned = flat.transpose(0, 2, 3, 1);
        return turned.flatten().reshape(turned.getShape()).transpose(0, 3, 1, 2);
    }

    public static NDArray relu(NDArray input) {
        return input.getNDArrayInternal().relu();
    }

    /** @param slope of the part below zero */
    public static NDArray leakyRelu(NDArray input, float slope) {
        return input.getNDArrayInternal().leakyRelu(slope);
    }

    /**
     * An array times a number. Wherever derivatives are taken this is to be used instead of DJL's own
     * {@code mul(Number)}, and {@link #over} instead of {@code div(Number)}: these make the number an array over a Java
     * buffer and close it at once, while the graph keeps a pointer into that buffer; once the garbage collector has run,
     * the gradient is multiplied by whatever lies there.
     *
     * @return in the manager of {@code array}, which keeps the number too: it must live until the derivative is taken
     */
    public static NDArray times(NDArray array, double factor) {
        return array.mul(number(array, factor));
    }

    /** @return an array divided by a number; as {@link #times} */
    public static NDArray over(NDArray array, double divisor) {
        return array.div(number(array, divisor));
    }

    private static NDArray number(NDArray array, double value) {
        return array.getManager().create((float) value);
    }

    /** @return log(1 + exp(input)) without overflow, any shape */
    public static NDArray softPlus(NDArray input) {
        return input.getNDArrayInternal().softPlus();
    }

    /**
     * Batch normalisation over all axes but the second; the running statistics are updated in place when training.
     *
     * @param input [N, C, H, W]
     * @param momentum weight of the new batch in the running statistics
     */
    public static NDArray batchNormalise(
            NDArray input,
            NDArray runningMean,
            NDArray runningVariance,
            NDArray gamma,
            NDArray beta,
            float momentum,
            float epsilon,
            boolean training) {
        requireFloat(input, 4, "batch-normalisation input");
        long channels = input.getShape().get(1);
        for (NDArray statistic : List.of(runningMean, runningVariance, gamma, beta)) {
            requireFloat(statistic, 1, "batch-normalisation statistic");
            if (statistic.size() != channels) {
                throw mismatch("batch normalisation of %s with statistics of %s"
                        .formatted(input.getShape(), statistic.getShape()));
            }
        }
        return BatchNorm.batchNorm(input, runningMean, runningVariance, gamma, beta, 1, momentum, epsilon, training)
                .singletonOrThrow();
    }

    /** @return the arrays joined along {@code axis}, in the manager of the first */
    public static NDArray join(List<NDArray> arrays, int axis) {
        return arrays.get(0)
                .getNDArrayInternal()
                .concat(new NDList(arrays.subList(1, arrays.size()).toArray(NDArray[]::new)), axis);
    }

    /**
     * Some rows of an array, along its first axis.
     *
     * @param owner manager of the result
     * @param array [N, ...]
     * @param rows which, in which order; each from 0 to below N, repeats allowed, at least one
     * @return [rows, ...], a copy
     */
    public static NDArray rows(NDManager owner, NDArray array, int[] rows) {
        long count = array.getShape().get(0);
        if (rows.length == 0 || Arrays.stream(rows).anyMatch(row -> row < 0 || row >= count)) {
            throw mismatch("rows " + Arrays.toString(rows) + " of an array of shape " + array.getShape());
        }
        try (NDArray index = owner.create(Arrays.stream(rows).asLongStream().toArray(), new Shape(rows.length))) {
            NDArray chosen = array.get(owner, new NDIndex("{}", index));
            chosen.attach(owner);
            return chosen;
        }
    }

    /**
     * A second handle on the same numbers. Results of operations on it belong to its manager, so work of a step on an
     * array that lives longer starts from such a handle.
     *
     * @param owner manager of the handle
     */
    public static NDArray sharedWith(NDManager owner, NDArray array) {
        NDArray handle = array.reshape(array.getShape());
        handle.attach(owner);
        return handle;
    }

    static void requireFloat(NDArray array, int dimensions, String what) {
        if (array.getDataType() != DataType.FLOAT32 || array.getShape().dimension() != dimensions) {
            throw mismatch("%s is %s %s, needs float32 with %d axes"
                    .formatted(what, array.getDataType(), array.getShape(), dimensions));
        }
    }

    static void requireSide(NDArray input, long minimum, String what) {
        if (input.getShape().get(2) < minimum || input.getShape().get(3) < minimum) {
            throw mismatch("%s of %s, needs sides of at least %d".formatted(what, input.getShape(), minimum));
        }
    }

    static RlpipsException mismatch(String message) {
        return new RlpipsException(FailureCategory.INVALID_ARGUMENT, message);
    }
}
