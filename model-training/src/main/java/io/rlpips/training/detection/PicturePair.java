package io.rlpips.training.detection;

import java.util.Comparator;

/**
 * Two pictures by their places in their lists.
 *
 * @param distance that counts, handicap included, at least 0
 * @param handicap of the two views that were nearest
 */
record PicturePair(double distance, double handicap, int reference, int query) {
    /** Of pictures that count as far as they are. */
    PicturePair(double distance, int reference, int query) {
        this(distance, 0, reference, query);
    }

    /** @return how far apart the two views are */
    double seen() {
        return distance - handicap;
    }

    /** By distance; ties by the places, so that what is kept of many does not depend on their order. */
    static final Comparator<PicturePair> NEAREST_FIRST = Comparator.comparingDouble(PicturePair::distance)
            .thenComparingInt(PicturePair::reference)
            .thenComparingInt(PicturePair::query);
}
