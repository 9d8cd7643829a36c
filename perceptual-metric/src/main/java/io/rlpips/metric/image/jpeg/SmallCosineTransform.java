package io.rlpips.metric.image.jpeg;

/**
 * The inverse transform of a folded block of one, two or four values a side, in integers: plain cosines, because {@link
 * Folding} has the orthonormal transform's factors in it.
 */
final class SmallCosineTransform {
    private static final int FACTOR_BITS = 12;
    private static final int ROUNDING = 1 << FACTOR_BITS - 1;
    private static final int COSINE_EIGHTH = factor(StrictMath.PI / 8);
    private static final int COSINE_QUARTER = factor(StrictMath.PI / 4);
    private static final int SINE_EIGHTH = factor(StrictMath.PI * 3 / 8);

    private SmallCosineTransform() {}

    private static int factor(double angle) {
        return (int) Math.rint(StrictMath.cos(angle) * (1 << FACTOR_BITS));
    }

    /**
     * In place; the absolute values must add up to less than 2^19, or sums overflow.
     *
     * @param values row by row
     * @param across 1, 2 or 4 columns
     * @param down 1, 2 or 4 rows
     */
    static void apply(int[] values, int across, int down) {
        for (int row = 0; row < down; row++) {
            line(values, row * across, 1, across);
        }
        for (int column = 0; column < across; column++) {
            line(values, column, across, down);
        }
    }

    private static void line(int[] values, int at, int step, int length) {
        if (length == 4) {
            four(values, at, step);
        } else if (length == 2) {
            int mean = values[at];
            int change = values[at + step] * COSINE_QUARTER + ROUNDING >> FACTOR_BITS;
            values[at] = mean + change;
            values[at + step] = mean - change;
        }
    }

    private static void four(int[] values, int at, int step) {
        int x1 = values[at + step];
        int x3 = values[at + 3 * step];
        int mean = (values[at] << FACTOR_BITS) + ROUNDING;
        int bend = values[at + 2 * step] * COSINE_QUARTER;
        int outer = x1 * COSINE_EIGHTH + x3 * SINE_EIGHTH;
        int inner = x1 * SINE_EIGHTH - x3 * COSINE_EIGHTH;
        values[at] = mean + bend + outer >> FACTOR_BITS;
        values[at + step] = mean - bend + inner >> FACTOR_BITS;
        values[at + 2 * step] = mean - bend - inner >> FACTOR_BITS;
        values[at + 3 * step] = mean + bend - outer >> FACTOR_BITS;
    }
}
