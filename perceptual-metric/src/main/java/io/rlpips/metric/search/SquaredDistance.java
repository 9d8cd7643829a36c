package io.rlpips.metric.search;

/** Squared Euclidean distances by direct difference, which does not cancel for near-duplicates. */
public final class SquaredDistance {
    private SquaredDistance() {}

    /** @return the sum of (a_i - b_i)^2 in float64, always added in the same order: the same bits wherever it runs */
    public static double between(float[] a, float[] b) {
        return between(a, b, 0, a.length);
    }

    /**
     * The same over the indices from {@code from} to {@code until}, exclusive. Four sums side by side: a single one would
     * wait for each addition.
     */
    public static double between(float[] a, float[] b, int from, int until) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int fours = until - (until - from) % 4;
        for (int i = from; i < fours; i += 4) {
            first += square(a[i], b[i]);
            second += square(a[i + 1], b[i + 1]);
            third += square(a[i + 2], b[i + 2]);
            fourth += square(a[i + 3], b[i + 3]);
        }
        for (int i = fours; i < until; i++) {
            first += square(a[i], b[i]);
        }
        return first + second + (third + fourth);
    }

    private static double square(float a, float b) {
        double difference = (double) a - b;
        return difference * difference;
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
