package io.rlpips.metric.search;

/** Squared Euclidean distances by direct difference, which does not cancel for near-duplicates. */
public final class SquaredDistance {
    private SquaredDistance() {}

    /** @return the sum of (a_i - b_i)^2 in float64, added in index order: the same bits wherever it runs */
    public static double between(float[] a, float[] b) {
        return between(a, b, 0, a.length);
    }

    /** @return the same over the indices from {@code from} to {@code until}, exclusive */
    public static double between(float[] a, float[] b, int from, int until) {
        double sum = 0;
        for (int i = from; i < until; i++) {
            double difference = (double) a[i] - b[i];
            sum += difference * difference;
        }
        return sum;
    }

    /** @return the sum of a_i^2 in float64 */
    static double norm(float[] a) {
        double sum = 0;
        for (float value : a) {
            sum += (double) value * value;
        }
        return sum;
    }
}
