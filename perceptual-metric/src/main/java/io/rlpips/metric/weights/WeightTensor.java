package io.rlpips.metric.weights;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.Arrays;

/**
 * A dense float32 tensor on the Java heap, row-major. Immutable by convention.
 *
 * @param shape sizes of the axes, each at least 1; empty for a scalar
 * @param values as many as the product of the shape
 */
public record WeightTensor(int[] shape, float[] values) {
    public WeightTensor {
        long elements = 1;
        for (int size : shape) {
            if (size < 1) {
                throw new RlpipsException(
                        FailureCategory.INVALID_WEIGHTS, "tensor with shape " + Arrays.toString(shape));
            }
            elements = Math.multiplyExact(elements, (long) size);
        }
        if (elements != values.length) {
            throw new RlpipsException(
                    FailureCategory.INVALID_WEIGHTS,
                    "tensor of shape %s with %d values, needs %d"
                            .formatted(Arrays.toString(shape), values.length, elements));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WeightTensor that
                && Arrays.equals(shape, that.shape)
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "WeightTensor" + Arrays.toString(shape);
    }
}
