package io.rlpips.metric.image.jpeg;

/** The order of coefficients in a block (ITU-T T.81, figure A.6): along the diagonals, up and down in turn. */
final class Zigzag {
    private static final int SIDE = Component.BLOCK_SIDE;
    private static final int[] POSITIONS = positions();

    private Zigzag() {}

    private static int[] positions() {
        int[] positions = new int[CodingTables.BLOCK];
        int k = 0;
        for (int diagonal = 0; diagonal < 2 * SIDE - 1; diagonal++) {
            int from = Math.max(0, diagonal - SIDE + 1);
            int to = Math.min(SIDE - 1, diagonal);
            for (int i = from; i <= to; i++) {
                int row = diagonal % 2 == 0 ? diagonal - i : i;
                positions[k++] = row * SIDE + diagonal - row;
            }
        }
        return positions;
    }

    /** @return row times eight plus column */
    static int position(int k) {
        return POSITIONS[k];
    }

    static int column(int k) {
        return POSITIONS[k] % SIDE;
    }

    static int row(int k) {
        return POSITIONS[k] / SIDE;
    }

    /** @return the largest absolute value of that coefficient's basis function */
    static double amplitude(int k) {
        return lineAmplitude(column(k)) * lineAmplitude(row(k));
    }

    private static double lineAmplitude(int frequency) {
        if (frequency == 0) {
            return StrictMath.sqrt(1.0 / SIDE);
        }
        double largest = 0;
        for (int sample = 0; sample < SIDE; sample++) {
            double angle = (2 * sample + 1) * frequency * StrictMath.PI / (2 * SIDE);
            largest = Math.max(largest, Math.abs(StrictMath.cos(angle)));
        }
        return largest / 2;
    }
}
