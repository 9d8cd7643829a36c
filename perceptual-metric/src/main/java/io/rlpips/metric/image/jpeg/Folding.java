package io.rlpips.metric.image.jpeg;

/**
 * How a cosine of eight samples looks when they are averaged to fewer cells. The mean of {@code m} neighbours shrinks
 * the cosine of frequency {@code k} by {@code sin(m a) / (m sin a)}, {@code a = k pi / 16}, and leaves a cosine at the
 * cells' centres; among {@code cells} of them it is the one of a frequency below {@code cells}, its sign perhaps turned.
 * So each coefficient adds to one coefficient of a smaller block, and the small block's inverse transform gives exactly
 * the means that the whole block's would have.
 *
 * @param frequency [8] where it adds to
 * @param factor [8] its part there, with the orthonormal transform's own factor
 */
record Folding(int[] frequency, double[] factor) {

    /** @param cells 1, 2 or 4 */
    static Folding into(int cells) {
        int side = Component.BLOCK_SIDE;
        int[] frequency = new int[side];
        double[] factor = new double[side];
        for (int k = 0; k < side; k++) {
            int period = k % (2 * cells);
            double sign = k / (2 * cells) % 2 == 0 ? 1 : -1;
            frequency[k] = Math.min(period, 2 * cells - period) % cells;
            factor[k] = (period > cells ? -sign : sign) * (period == cells ? 0 : shrinking(k, side / cells)) * scale(k);
        }
        return new Folding(frequency, factor);
    }

    private static double shrinking(int k, int samples) {
        double angle = k * StrictMath.PI / (2 * Component.BLOCK_SIDE);
        return k == 0 ? 1 : StrictMath.sin(samples * angle) / (samples * StrictMath.sin(angle));
    }

    private static double scale(int k) {
        return k == 0 ? StrictMath.sqrt(1.0 / Component.BLOCK_SIDE) : 0.5;
    }
}
