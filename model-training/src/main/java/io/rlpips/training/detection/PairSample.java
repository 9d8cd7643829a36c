package io.rlpips.training.detection;

import io.rlpips.metric.bundle.CalibrationCurve;
import java.util.List;
import java.util.Optional;

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
     * @return empty where too few pairs are left to fit one
     */
    Optional<CalibrationCurve> curve(int[] referenceCounts, int[] queryCounts) {
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
        int tail = Math.min(CalibrationCurve.TAIL_SAMPLE, size);
        boolean fits = size >= CalibrationCurve.FEWEST_DISTANCES && distances[0] < distances[tail - 1];
        return fits ? Optional.of(CalibrationCurve.fit(distances, pairs())) : Optional.empty();
    }
}
