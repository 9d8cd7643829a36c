package io.rlpips.metric.search;

import java.util.Comparator;

/**
 * A reference view found by a search.
 *
 * @param distance squared Euclidean distance of the fingerprints, which is the perceptual distance; at least 0
 */
public record Neighbour(String referenceId, long version, String view, double distance) {
    /** Nearest first; ties by reference id, then view, then version: the order every search returns. */
    public static final Comparator<Neighbour> ORDER = Comparator.comparingDouble(Neighbour::distance)
            .thenComparing(Neighbour::referenceId)
            .thenComparing(Neighbour::view)
            .thenComparingLong(Neighbour::version);
}
