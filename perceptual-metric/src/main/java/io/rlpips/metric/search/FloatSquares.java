package io.rlpips.metric.search;

import java.util.Arrays;

/**
 * Squared distances in float32, some values at a time, by loops that the compiler turns into vector instructions: they
 * tell what is far away, by its first values mostly, before {@link SquaredDistance} measures what is not. Not thread-safe.
 */
final class FloatSquares {
    /** The most. After so many it is seen whether the rest still matters. */
    static final int VALUES_AT_ONCE = PackedHalves.VALUES_AT_ONCE;

    private static final int QUARTER = VALUES_AT_ONCE / 4;
    private static final int SIXTEENTH = QUARTER / 4;

    /** Of the float64 sums, as a share; far more than D 2^-53. */
    private static final double SUM_ERROR = 1e-9;
    /**
     * Of a square and of what is added to it in float32, as a share: a difference is rounded once and counts twice, its
     * square once, and each is in six sums.
     */
    private static final double SQUARE_ERROR = 10 * 0x1p-24;

    private final float[] one = new float[VALUES_AT_ONCE];
    private final float[] other = new float[VALUES_AT_ONCE];
    private final float[] squares = new float[VALUES_AT_ONCE];
    private final float[] sums = new float[QUARTER];
    private final float[] sumsOfSums = new float[SIXTEENTH];

    /**
     * @param square a squared distance
     * @param values of each of the two points
     * @return the most that {@link #apart} comes to, all in all, for points which are no farther from each other
     */
    static double most(double square, int values) {
        // Squares too small for float32 are lost, or become its smallest number.
        return square * (1 + SUM_ERROR) * (1 + SQUARE_ERROR) + values * (double) Float.MIN_VALUE;
    }

    /** @return whether the squared distance between two points may be at most the radius */
    boolean mayBeWithin(float[] a, float[] b, double radius) {
        double most = most(radius, a.length);
        double square = 0;
        for (int from = 0; from < a.length && square <= most; from += VALUES_AT_ONCE) {
            int count = Math.min(VALUES_AT_ONCE, a.length - from);
            System.arraycopy(b, from, other, 0, count);
            square += apart(a, from, other, 1, count);
        }
        return mayBe(square, most);
    }

    /** @return whether a sum rules nothing out: one too large for float32 says nothing, nor does one that is no number */
    static boolean mayBe(double square, double most) {
        return !(square > most) || Double.isInfinite(square);
    }

    /**
     * @param values {@link #VALUES_AT_ONCE}, of which the first {@code count} are compared
     * @param factor a power of two that they are multiplied with
     * @return the sum of the squares of their differences from {@code count} values of {@code a}, from {@code from} on
     */
    double apart(float[] a, int from, float[] values, float factor, int count) {
        System.arraycopy(a, from, one, 0, count);
        square(one, values, factor, squares, count);
        Arrays.fill(squares, count, VALUES_AT_ONCE, 0);
        return sumOfSquares();
    }

    private static void square(float[] a, float[] b, float factor, float[] squares, int count) {
        for (int i = 0; i < count; i++) {
            float difference = a[i] - b[i] * factor;
            squares[i] = difference * difference;
        }
    }

    /** Quarters are added where they are known to lie: where a place is told it takes five times as long. */
    private double sumOfSquares() {
        for (int i = 0; i < QUARTER; i++) {
            sums[i] = squares[i] + squares[i + QUARTER] + squares[i + 2 * QUARTER] + squares[i + 3 * QUARTER];
        }
        for (int i = 0; i < SIXTEENTH; i++) {
            sumsOfSums[i] = sums[i] + sums[i + SIXTEENTH] + sums[i + 2 * SIXTEENTH] + sums[i + 3 * SIXTEENTH];
        }
        double sum = 0;
        for (float part : sumsOfSums) {
            sum += part;
        }
        return sum;
    }
}
