package io.rlpips.training.publishing;

import java.util.Arrays;
import java.util.Collections;
import java.util.PriorityQueue;

/** Keeps the smallest of very many distances. */
final class SmallestDistances {
    private final int kept;
    private final PriorityQueue<Double> largestFirst;

    /** @param kept how many, at least 1 */
    SmallestDistances(int kept) {
        this.kept = kept;
        this.largestFirst = new PriorityQueue<>(kept + 1, Collections.reverseOrder());
    }

    /** @return a distance at or beyond which an offer changes nothing */
    double bound() {
        return largestFirst.size() < kept ? Double.POSITIVE_INFINITY : largestFirst.peek();
    }

    void offer(double distance) {
        if (distance < bound()) {
            largestFirst.add(distance);
            if (largestFirst.size() > kept) {
                largestFirst.remove();
            }
        }
    }

    /** @return ascending */
    float[] sorted() {
        float[] distances = new float[largestFirst.size()];
        int next = 0;
        for (double distance : largestFirst) {
            distances[next++] = (float) distance;
        }
        Arrays.sort(distances);
        return distances;
    }
}
