package io.rlpips.training.detection;

import java.util.Comparator;

/**
 * Two pictures by their places in their lists.
 *
 * @param distance at least 0
 */
record PicturePair(double distance, int reference, int query) {
    /** By distance; ties by the places, so that what is kept of many does not depend on their order. */
    static final Comparator<PicturePair> NEAREST_FIRST = Comparator.comparingDouble(PicturePair::distance)
            .thenComparingInt(PicturePair::reference)
            .thenComparingInt(PicturePair::query);
}
