package io.rlpips.metric.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Back-propagation. DJL's own {@code GradientCollector} allows one user per JVM and walks over every array of the
 * process to zero it; PyTorch needs neither, so this goes to its grad mode, which belongs to the thread. Any number of
 * threads may record at once.
 */
public final class Gradients {
    private Gradients() {}

    /**
     * Marks a copy of an array as the variable of a derivative.
     *
     * @return a leaf that belongs to the manager of {@code value}; its gradient is there after {@link #backward}, and
     *     adds up over repeated calls
     */
    public static NDArray leaf(NDArray value) {
        NDArray leaf = value.duplicate();
        leaf.setRequiresGradient(true);
        return leaf;
    }

    /** Runs {@code computation} with recording on, and puts the thread's mode back. */
    public static <T> T recording(Supplier<T> computation) {
        return inMode(true, computation);
    }

    /** Runs {@code computation} with recording off, and puts the thread's mode back. */
    public static <T> T withoutRecording(Supplier<T> computation) {
        return inMode(false, computation);
    }

    /**
     * Adds the derivative of {@code scalar} to the gradient of every leaf it was computed from, and frees the graph.
     *
     * @param scalar one element, computed inside {@link #recording}
     */
    public static void backward(NDArray scalar) {
        if (scalar.size() != 1) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "gradient of an array of shape " + scalar.getShape() + ", needs one element");
        }
        PtNDArray target = (PtNDArray) scalar;
        try (PtNDArray one = (PtNDArray) scalar.onesLike()) {
            JniUtils.backward(target, one, false, false);
        }
    }

    /**
     * The derivative of a scalar function at a point.
     *
     * @param point any shape
     * @param function of an array of that shape to one element; what it allocates stays with the manager of its
     *     argument, so give a point of a short-lived manager
     * @return the gradient, in the manager of {@code point}, same shape
     */
    public static NDArray at(NDArray point, UnaryOperator<NDArray> function) {
        try (NDArray leaf = leaf(point);
                NDArray value = recording(() -> function.apply(leaf))) {
            backward(value);
            return leaf.getGradient().duplicate();
        }
    }

    private static <T> T inMode(boolean recording, Supplier<T> computation) {
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(recording);
        try {
            return computation.get();
        } finally {
            JniUtils.setGradMode(before);
        }
    }
}
