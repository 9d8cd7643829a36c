package io.rlpips.training.attack;

/**
 * The walk over the samples of a picture, in loops that the compiler vectorises: at full size a step of an attack is
 * mostly reading and writing arrays of a megabyte, so each loop does as much as it can at once.
 */
final class SampleLoops {
    /** Times this twice, every number but zero is beyond one, the smallest too. */
    private static final float HUGE = Float.MAX_VALUE;

    private SampleLoops() {}

    /**
     * A step of one length in every sample along the sign of the gradient, clipped to the ball and to [0, 1].
     *
     * @param to written to; may be {@code from}
     */
    static void signStep(float[] from, float[] gradient, float length, float[] original, float radius, float[] to) {
        for (int i = 0; i < to.length; i++) {
            float sign = Math.max(-1f, Math.min(1f, gradient[i] * HUGE * HUGE));
            float change = from[i] + length * sign - original[i];
            float inside = original[i] + Math.max(-radius, Math.min(radius, change));
            to[i] = Math.max(0f, Math.min(1f, inside));
        }
    }

    /** Clips to the ball of l_inf and to [0, 1]. */
    static void clip(float[] point, float[] original, float radius) {
        for (int i = 0; i < point.length; i++) {
            float change = Math.max(-radius, Math.min(radius, point[i] - original[i]));
            point[i] = Math.max(0f, Math.min(1f, original[i] + change));
        }
    }

    /** @param to {@code from + factor * direction}; may be {@code from} */
    static void step(float[] from, float[] direction, float factor, float[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = from[i] + factor * direction[i];
        }
    }

    /** Leaves of the change this share of its length, and clips to [0, 1]. */
    static void shorten(float[] point, float[] original, float share) {
        for (int i = 0; i < point.length; i++) {
            point[i] = Math.max(0f, Math.min(1f, original[i] + share * (point[i] - original[i])));
        }
    }

    /** Writes {@code newest * ahead + (2 - 2 newest) * point - (1 - newest) * previous} over {@code ahead}. */
    static void mix(float[] ahead, float[] point, float[] previous, float newest) {
        float more = 2 - 2 * newest;
        float less = 1 - newest;
        for (int i = 0; i < ahead.length; i++) {
            ahead[i] = newest * ahead[i] + more * point[i] - less * previous[i];
        }
    }

    /** The same, clipped to the ball of l_inf and to [0, 1]. One loop with the step before it is not vectorised any more. */
    static void mixInside(
            float[] ahead, float[] point, float[] previous, float newest, float[] original, float radius) {
        float more = 2 - 2 * newest;
        float less = 1 - newest;
        for (int i = 0; i < ahead.length; i++) {
            float change = newest * ahead[i] + more * point[i] - less * previous[i] - original[i];
            float inside = original[i] + Math.max(-radius, Math.min(radius, change));
            ahead[i] = Math.max(0f, Math.min(1f, inside));
        }
    }

    /** Writes {@code share * sum + factor * values} over {@code sum}. */
    static void accumulate(float[] sum, float share, float[] values, float factor) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] = share * sum[i] + factor * values[i];
        }
    }

    /** Four sums at a time: a single one waits for each addition to end before the next. */
    static double squares(float[] values) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int i = 0;
        for (; i + 3 < values.length; i += 4) {
            first += (double) values[i] * values[i];
            second += (double) values[i + 1] * values[i + 1];
            third += (double) values[i + 2] * values[i + 2];
            fourth += (double) values[i + 3] * values[i + 3];
        }
        for (; i < values.length; i++) {
            first += (double) values[i] * values[i];
        }
        return first + second + third + fourth;
    }

    static double squaredDistance(float[] values, float[] others) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int i = 0;
        for (; i + 3 < values.length; i += 4) {
            first += square(values[i] - others[i]);
            second += square(values[i + 1] - others[i + 1]);
            third += square(values[i + 2] - others[i + 2]);
            fourth += square(values[i + 3] - others[i + 3]);
        }
        for (; i < values.length; i++) {
            first += square(values[i] - others[i]);
        }
        return first + second + third + fourth;
    }

    static double magnitudes(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += Math.abs(value);
        }
        return sum;
    }

    private static double square(double value) {
        return value * value;
    }
}
