package io.rlpips.metric.image.jpeg;

/**
 * The inverse transform of a whole block (ITU-T T.81, A.3.3), columns before rows, in integers: the same on every
 * machine and within one level of the exact one. Even and odd frequencies are taken apart, because they are alike and
 * opposite in the two halves of a line.
 */
final class InverseCosineTransform {
    private static final int SIDE = Component.BLOCK_SIDE;
    private static final int FACTOR_BITS = 13;
    /** Bits behind the point between the two passes. */
    private static final int BETWEEN_BITS = 3;

    /** Half the cosine of that many sixteenths of half a turn. */
    private static final int C1 = factor(1);

    private static final int C2 = factor(2);
    private static final int C3 = factor(3);
    private static final int C4 = factor(4);
    private static final int C5 = factor(5);
    private static final int C6 = factor(6);
    private static final int C7 = factor(7);

    private InverseCosineTransform() {}

    private static int factor(int sixteenths) {
        return (int) Math.rint(StrictMath.cos(sixteenths * StrictMath.PI / 16) / 2 * (1 << FACTOR_BITS));
    }

    /**
     * In place.
     *
     * @param values dequantised coefficients, row by row; their amplitudes must add up to at most {@link
     *     BlockReduction#MOST_AMPLITUDE} levels, or sums overflow. Afterwards samples, 0 in the middle of the range
     */
    static void apply(int[] values) {
        for (int column = 0; column < SIDE; column++) {
            line(values, column, SIDE, FACTOR_BITS - BETWEEN_BITS);
        }
        for (int row = 0; row < SIDE; row++) {
            line(values, row * SIDE, 1, FACTOR_BITS + BETWEEN_BITS);
        }
    }

    private static void line(int[] values, int at, int step, int shift) {
        int x1 = values[at + step];
        int x2 = values[at + 2 * step];
        int x3 = values[at + 3 * step];
        int x4 = values[at + 4 * step];
        int x5 = values[at + 5 * step];
        int x6 = values[at + 6 * step];
        int x7 = values[at + 7 * step];
        int rounding = 1 << shift - 1;
        int middle = values[at] * C4 + rounding;
        if ((x1 | x2 | x3 | x4 | x5 | x6 | x7) == 0) {
            int flat = middle >> shift;
            for (int i = 0; i < SIDE; i++) {
                values[at + i * step] = flat;
            }
            return;
        }
        int quarter = x4 * C4;
        int outer = x2 * C2 + x6 * C6;
        int inner = x2 * C6 - x6 * C2;
        mirrored(values, at, at + 7 * step, middle + quarter + outer, x1 * C1 + x3 * C3 + x5 * C5 + x7 * C7, shift);
        mirrored(
                values,
                at + step,
                at + 6 * step,
                middle - quarter + inner,
                x1 * C3 - x3 * C7 - x5 * C1 - x7 * C5,
                shift);
        mirrored(
                values,
                at + 2 * step,
                at + 5 * step,
                middle - quarter - inner,
                x1 * C5 - x3 * C1 + x5 * C7 + x7 * C3,
                shift);
        mirrored(
                values,
                at + 3 * step,
                at + 4 * step,
                middle + quarter - outer,
                x1 * C7 - x3 * C5 + x5 * C3 - x7 * C1,
                shift);
    }

    private static void mirrored(int[] values, int near, int far, int even, int odd, int shift) {
        values[near] = even + odd >> shift;
        values[far] = even - odd >> shift;
    }
}
