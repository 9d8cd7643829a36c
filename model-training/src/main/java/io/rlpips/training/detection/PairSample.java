package io.rlpips.training.detection;

import io.rlpips.metric.bundle.CalibrationCurve;
import java.util.List;

/**
 * The nearest of all pairs of unrelated pictures, from two lists.
 *
 * @param references how long the first list is
 * @param queries how long the second is
 * @param nearest nearest first
 */
record PairSample(int references, int queries, List<PicturePair> nearest) {
    PairSample {
        nearest = List.copyOf(nearest);
    }

    long pairs() {
        return (long) references * queries;
    }

    CalibrationCurve curve() {
        float[] distances = new float[nearest.size()];
        for (int i = 0; i < distances.length; i++) {
            distances[i] = (float) nearest.get(i).distance();
        }
        return CalibrationCurve.fit(distances, pairs());
    }

    /**
     * The curve as it would have come out of other pictures: each list counts its pictures as often as told.
     *
     * @param referenceCounts one a reference, adding up to their number
     * @param queryCounts one a query, adding up to their number
     */
    CalibrationCurve curve(int[] referenceCounts, int[] queryCounts) {
        int size = 0;
        for (PicturePair pair : nearest) {
            size += referenceCounts[pair.reference()] * queryCounts[pair.query()];
        }
        float[] distances = new float[size];
        int next = 0;
        for (PicturePair pair : nearest) {
            int times = referenceCounts[pair.reference()] * queryCounts[pair.query()];
            for (int i = 0; i < times; i++) {
                distances[next++] = (float) pair.distance();
            }
        }
        return CalibrationCurve.fit(distances, pairs());
    }
}
