package io.rlpips.metric.weights;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A tensor as a checkpoint describes it: a window on a storage, possibly shared with other tensors and not necessarily
 * contiguous. Equal views hold equal values.
 *
 * @param offset of the first element in the storage, in elements
 * @param sizes of the axes
 * @param strides how far two neighbours along each axis lie apart in the storage, in elements
 */
record TensorView(StorageReference storage, long offset, List<Long> sizes, List<Long> strides) {
    /**
     * Checks the claims against each other; nothing is read.
     *
     * @param name for the message
     * @return the shape
     */
    int[] checkedShape(String name) {
        if (sizes.size() != strides.size()) {
            throw WeightFailure.of("tensor '%s' has %d sizes and %d strides", name, sizes.size(), strides.size());
        }
        int[] shape =
                Shapes.checked(name, sizes.stream().mapToLong(Long::longValue).toArray());
        long last = offset;
        for (int axis = 0; axis < shape.length; axis++) {
            long stride = strides.get(axis);
            if (stride < 0 || stride > Integer.MAX_VALUE) {
                throw WeightFailure.of("tensor '%s' has stride %d on axis %d", name, stride, axis);
            }
            last = Math.addExact(last, (shape[axis] - 1) * stride);
        }
        if (offset < 0 || last >= storage.elements()) {
            throw WeightFailure.of(
                    "tensor '%s' reaches from element %d to %d of a storage of %d",
                    name, offset, last, storage.elements());
        }
        return shape;
    }

    /**
     * @param shape as checked
     * @param bytes the whole storage
     * @return the values, row-major
     */
    WeightTensor gather(int[] shape, ByteBuffer bytes) {
        float[] values = new float[Shapes.elements(shape)];
        int[] place = new int[shape.length];
        long element = offset;
        for (int i = 0; i < values.length; i++) {
            values[i] = storage.type().at(bytes, (int) (element * storage.type().bytes()));
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                element += strides.get(axis);
                if (++place[axis] < shape[axis]) {
                    break;
                }
                element -= shape[axis] * strides.get(axis);
                place[axis] = 0;
            }
        }
        return new WeightTensor(shape, values);
    }
}
