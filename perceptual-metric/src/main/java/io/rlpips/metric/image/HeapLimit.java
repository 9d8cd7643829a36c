package io.rlpips.metric.image;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.function.Supplier;

/** Size limits say which pictures are accepted, the heap how many of them fit into it at once. */
final class HeapLimit {
    private HeapLimit() {}

    /**
     * Running out of memory is no verdict on the picture, whose size has been accepted; what was allocated for it is
     * garbage by then.
     *
     * @param task for the message, completing "not enough heap to"; only asked for where it is needed
     * @param work what takes memory in the order of the pixels
     * @throws RlpipsException INTERNAL where the heap does not hold that
     */
    static <T> T within(Supplier<String> task, Supplier<T> work) {
        try {
            return work.get();
        } catch (OutOfMemoryError tooLarge) {
            throw new RlpipsException(FailureCategory.INTERNAL, "not enough heap to " + task.get(), tooLarge);
        }
    }
}
