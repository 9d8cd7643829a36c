package io.rlpips.metric.weights;

/** Arithmetic on the shapes that files announce, before anything is allocated for them. */
final class Shapes {
    static final int MOST_AXES = 8;

    private Shapes() {}

    /**
     * @param name of the tensor, for the message
     * @param sizes as announced by the file
     * @return the same as a shape the heap can hold
     * @throws io.rlpips.metric.failure.RlpipsException INVALID_WEIGHTS for too many axes, sizes below 1, or more
     *     elements than an array has
     */
    static int[] checked(String name, long[] sizes) {
        if (sizes.length > MOST_AXES) {
            throw WeightFailure.of("tensor '%s' has %d axes, at most %d are read", name, sizes.length, MOST_AXES);
        }
        int[] shape = new int[sizes.length];
        long elements = 1;
        for (int axis = 0; axis < sizes.length; axis++) {
            if (sizes[axis] < 1 || sizes[axis] > Integer.MAX_VALUE) {
                throw WeightFailure.of(
                        "tensor '%s' announces size %d for axis %d, 1 to %d is possible",
                        name, sizes[axis], axis, Integer.MAX_VALUE);
            }
            shape[axis] = (int) sizes[axis];
            elements *= sizes[axis];
            if (elements > Integer.MAX_VALUE) {
                throw WeightFailure.of("tensor '%s' announces more than %d elements", name, Integer.MAX_VALUE);
            }
        }
        return shape;
    }

    static int elements(int[] shape) {
        int elements = 1;
        for (int size : shape) {
            elements = Math.multiplyExact(elements, size);
        }
        return elements;
    }
}
