package io.rlpips.training.attack;

/** The pattern Square paints under l_2: a hill in one half of a square, a hollow in the other, of length one together. */
final class HillAndHollow {
    private HillAndHollow() {}

    /**
     * @param side of the square, at least 1
     * @param besideEachOther whether the halves are left and right; else one above the other
     * @return rows from the top, side * side
     */
    static double[] of(int side, boolean besideEachOther) {
        double[] pattern = new double[side * side];
        int half = side / 2;
        double squares = 0;
        for (int along = 0; along < side; along++) {
            boolean first = along < half;
            int length = first ? half : side - half;
            for (int across = 0; across < side; across++) {
                double height = hill(first ? along : along - half, across, length, side) * (first ? 1 : -1);
                pattern[besideEachOther ? across * side + along : along * side + across] = height;
                squares += height * height;
            }
        }
        for (int i = 0; i < pattern.length; i++) {
            pattern[i] /= Math.sqrt(squares);
        }
        return pattern;
    }

    /** Nested rectangles around the middle, the k-th adding 1 / k^2: the height at a place is the sum of those over it. */
    private static double hill(int along, int across, int length, int breadth) {
        int distance = Math.max(Math.abs(along - length / 2), Math.abs(across - breadth / 2));
        int rectangles = Math.max(length, breadth) / 2 + 1;
        double height = 0;
        for (int k = distance; k < rectangles; k++) {
            height += 1.0 / ((k + 1.0) * (k + 1.0));
        }
        return height;
    }
}
