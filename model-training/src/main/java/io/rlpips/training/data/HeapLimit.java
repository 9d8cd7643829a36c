package io.rlpips.training.data;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.nio.file.Path;

/** Refuses sets that the heap cannot hold before it is full: a set has as many pictures as it likes to announce. */
final class HeapLimit {
    private static final double SHARE_FOR_PICTURES = 0.75;

    private HeapLimit() {}

    /**
     * @param pictures how many are to be held at once
     * @param side columns and rows of each
     * @throws RlpipsException TOO_MANY_PIXELS beyond three quarters of the largest heap
     */
    static void requireRoom(Path source, long pictures, int side) {
        requireRoom(source, pictures, side, Runtime.getRuntime().maxMemory());
    }

    static void requireRoom(Path source, long pictures, int side, long heapBytes) {
        double limit = SHARE_FOR_PICTURES * heapBytes / (3.0 * side * side);
        if (pictures > limit) {
            throw new RlpipsException(
                    FailureCategory.TOO_MANY_PIXELS,
                    ("%s: %d pictures or more of %d x %d pixels do not fit, a heap of %d MiB holds %d; "
                                    + "select fewer or give Java a larger heap")
                            .formatted(source, pictures, side, side, heapBytes >> 20, (long) limit));
        }
    }
}
