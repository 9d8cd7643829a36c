package io.rlpips.detector.match;

import io.rlpips.detector.read.Coordinates;
import io.rlpips.metric.view.View;
import java.util.Comparator;

/**
 * A reference within the search radius, by its nearest pair of views: of both pictures as they are, or of any other two.
 * There may be one of each, because a bank may judge them by different thresholds.
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
    /** Nearest first, ties by reference id, then as it is first: the same at every parallelism. */
    public static final Comparator<Candidate> ORDER = Comparator.comparingDouble(Candidate::distance)
            .thenComparing(Candidate::referenceId)
            .thenComparing(candidate -> !candidate.asIs());

    /** @return whether both pictures were compared as they are */
    public boolean asIs() {
        return uploadView.equals(View.AS_IS.label()) && referenceView.equals(View.AS_IS.label());
    }
}
