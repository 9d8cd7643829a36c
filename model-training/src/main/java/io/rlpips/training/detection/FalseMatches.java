package io.rlpips.training.detection;

import io.rlpips.metric.bundle.CalibrationCurve;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.List;

/**
 * How close unrelated pictures came, and the thresholds that follow.
 *
 * @param views what was compared of each picture
 * @param background pictures on the side of the references
 * @param others pictures on the side of the uploads
 * @param resamplings behind the intervals
 * @param thresholds falling rates
 * @param curve that they are read from; null in results of measures that earlier releases kept without
 * @param nearest the nearest pairs by name: if they show the same thing, they are not unrelated
 */
public record FalseMatches(
        String views,
        int background,
        int others,
        int resamplings,
        List<Threshold> thresholds,
        CalibrationCurve curve,
        List<Pair> nearest) {
    /** What results of today hold; earlier ones lack the curve, and are measured again. */
    static final String KEPT = "thresholds, curve, nearest pairs as far apart as they are";

    public FalseMatches {
        thresholds = List.copyOf(thresholds);
        nearest = List.copyOf(nearest);
    }

    /** Two pictures by name. */
    public record Pair(double distance, String background, String other) {}

    public long pairs() {
        return (long) background * others;
    }

    /** @throws RlpipsException INVALID_ARGUMENT for a rate that the pairs say nothing about */
    public Threshold at(double falseMatchRate) {
        return thresholds.stream()
                .filter(threshold -> threshold.falseMatchRate() == falseMatchRate)
                .findFirst()
                .orElseThrow(() -> new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT,
                        "%d pairs say nothing about a false-match rate of %s: no distance is small enough, or the pairs are too few"
                                .formatted(pairs(), falseMatchRate)));
    }
}
