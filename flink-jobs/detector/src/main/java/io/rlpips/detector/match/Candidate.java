package io.rlpips.detector.match;

import io.rlpips.detector.read.Coordinates;
import java.util.Comparator;

/**
 * A reference within the search radius, by its nearest pair of views.
 *
 * @param layerDistances what each layer contributes to the distance
 */
public record Candidate(
        String referenceId,
        String bank,
        Coordinates reference,
        long referenceBrokerTimeMillis,
        String uploadView,
        String referenceView,
        double distance,
        double[] layerDistances) {
    /** Nearest first, ties by reference id: the same at every parallelism. */
    public static final Comparator<Candidate> ORDER =
            Comparator.comparingDouble(Candidate::distance).thenComparing(Candidate::referenceId);
}
