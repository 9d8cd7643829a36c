package io.rlpips.training.detection;

import io.rlpips.metric.bundle.CalibrationCurve;
import io.rlpips.metric.bundle.ViewThresholds;
import java.util.List;

/**
 * The threshold of a bank, and what it rests on.
 *
 * @param distance the threshold of both pictures as they are
 * @param handicap how much nearer any other two views have to be; 0 where pairs were compared under one view
 * @param distanceInterval of 95 %, by resampling pictures
 * @param falseAlertsInterval of 95 %, in which the false alerts per upload at {@code distance} lie by resampling pictures
 * @param basis whether the pairs say so, or the tail that was fitted to them
 * @param curve of this sample; its lowest point is where the fitted tail begins
 * @param pairsWithin how many of the compared pairs the wanted rate is, rounded down
 * @param background pictures on the side of the references
 * @param uploads pictures on the side of the uploads
 * @param featureless pictures that were left out, because the detector matches none without structure
 * @param views what was compared of each picture
 * @param resamplings behind the intervals
 * @param nearest the nearest pairs by name: if they show the same thing, they are not unrelated
 */
public record BankThreshold(
        BankTarget target,
        double distance,
        double handicap,
        Interval distanceInterval,
        Interval falseAlertsInterval,
        CalibrationCurve.Basis basis,
        CalibrationCurve curve,
        long pairsWithin,
        int background,
        int uploads,
        int featureless,
        String views,
        int resamplings,
        List<FalseMatches.Pair> nearest) {
    public BankThreshold {
        nearest = List.copyOf(nearest);
    }

    /** @return what a match is, as the pictures are and under other views */
    public ViewThresholds thresholds() {
        return new ViewThresholds(distance, Math.max(0, distance - handicap));
    }

    public long pairs() {
        return curve.pairs();
    }

    /** @return how many of the nearest pairs the tail was fitted to */
    public long tailPairs() {
        return Math.round(curve.points().get(0).falseMatchRate() * curve.pairs());
    }
}
