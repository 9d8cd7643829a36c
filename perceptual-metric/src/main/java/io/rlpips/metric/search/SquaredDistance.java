package io.rlpips.metric.search;

/** Squared Euclidean distances by direct difference, which does not cancel for near-duplicates. */
public final class SquaredDistance {
    private SquaredDistance() {}

    /** @return the sum of (a_i - b_i)^2 in float64, always added in the same order: the same bits wherever it runs */
    public static double between(float[] a, float[] b) {
        return between(a, b, 0, a.length);
    }

    /** The same over the indices from {@code from} to {@code until}, exclusive. */
    public static double between(float[] a, float[] b, int from, int until) {
        return between(a, from, b, from, until - from);
    }

    /**
     * The same over {@code count} values of each array, from {@code fromA} and from {@code fromB} on. Four sums side by
     * side: a single one would wait for each addition.
     */
    static double between(float[] a, int fromA, float[] b, int fromB, int count) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int fours = count - count % 4;
        for (int i = 0; i < fours; i += 4) {
            first += square(a[fromA + i], b[fromB + i]);
            second += square(a[fromA + i + 1], b[fromB + i + 1]);
            third += square(a[fromA + i + 2], b[fromB + i + 2]);
            fourth += square(a[fromA + i + 3], b[fromB + i + 3]);
        }
        for (int i = fours; i < count; i++) {
            first += square(a[fromA + i], b[fromB + i]);
        }
        return first + second + (third + fourth);
    }

    private static double square(float a, float b) {
        double difference = (double) a - b;
        return difference * difference;
    }

    /** @return the sum of a_i^2 in float64 */
    public static double norm(float[] a) {
        double sum = 0;
        for (float value : a) {
            sum += (double) value * value;
        }
        return sum;
    }
}
