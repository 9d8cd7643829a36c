package io.rlpips.detector.guard;

import io.rlpips.detector.read.Coordinates;
import java.util.Comparator;

/** A record of the reviews topic: from its broker time on it counts. */
public record ReviewChange(
        String alertId, String referenceId, boolean confirmed, Coordinates at, long brokerTimeMillis) {
    /** In the order of the broker's clock; the same whatever partitions the records came from. */
    static final Comparator<ReviewChange> ORDER = Comparator.comparingLong(ReviewChange::brokerTimeMillis)
            .thenComparing(review -> review.at().partition())
            .thenComparing(review -> review.at().offset());
}
