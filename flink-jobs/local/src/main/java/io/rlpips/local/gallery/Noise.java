package io.rlpips.local.gallery;

/** Smooth random fields over the plane, fixed by a seed. */
final class Noise {
    private static final double TURN_COSINE = 0.8;
    private static final double TURN_SINE = 0.6;

    private final int seed;

    Noise(long seed) {
        this.seed = (int) (seed ^ seed >>> 32) * 0x9E3779B1;
    }

    /** @return 0 to 1, changing over a distance of about one */
    double at(double x, double y) {
        int column = (int) Math.floor(x);
        int row = (int) Math.floor(y);
        double right = fade(x - column);
        double below = fade(y - row);
        double upper = lattice(column, row) * (1 - right) + lattice(column + 1, row) * right;
        double lower = lattice(column, row + 1) * (1 - right) + lattice(column + 1, row + 1) * right;
        return upper * (1 - below) + lower * below;
    }

    /** Sum of octaves, each twice as fine and half as strong; turned, so that the lattice does not show. */
    double fractal(double x, double y, int octaves) {
        double sum = 0;
        double weight = 0.5;
        double total = 0;
        for (int octave = 0; octave < octaves; octave++) {
            sum += weight * at(x, y);
            total += weight;
            weight *= 0.5;
            double turned = (TURN_COSINE * x - TURN_SINE * y) * 2.03 + 17.3;
            y = (TURN_SINE * x + TURN_COSINE * y) * 2.03 - 9.1;
            x = turned;
        }
        return sum / total;
    }

    /** Like {@link #fractal} with creases where the field crosses its middle: mountains, veins. */
    double ridges(double x, double y, int octaves) {
        double sum = 0;
        double weight = 0.5;
        for (int octave = 0; octave < octaves; octave++) {
            double crease = 1 - Math.abs(2 * at(x, y) - 1);
            sum += weight * crease * crease;
            weight *= 0.5;
            double turned = (TURN_COSINE * x - TURN_SINE * y) * 2.07 + 5.7;
            y = (TURN_SINE * x + TURN_COSINE * y) * 2.07 + 3.1;
            x = turned;
        }
        return sum;
    }

    /** @return 0 to 1, independent for each pair of integers */
    double lattice(int x, int y) {
        int h = seed + x * 0x27D4EB2F + y * 0x165667B1;
        h = (h ^ h >>> 15) * 0x85EBCA77;
        h = (h ^ h >>> 13) * 0xC2B2AE3D;
        return ((h ^ h >>> 16) >>> 1) / (double) Integer.MAX_VALUE;
    }

    /**
     * The cell of a scattered point set that a place lies in.
     *
     * @param nearest distance to the cell's point
     * @param edge how much farther the next point is: 0 on a border
     * @param id the same for all places of the cell, 0 to 1
     * @param dx from the cell's point to the place
     * @param dy from the cell's point to the place
     */
    record Cell(double nearest, double edge, double id, double dx, double dy) {}

    /** @param disorder 0 for a square grid of points, 1 for points anywhere in their squares */
    Cell cell(double x, double y, double disorder) {
        int column = (int) Math.floor(x);
        int row = (int) Math.floor(y);
        double first = Double.MAX_VALUE;
        double second = Double.MAX_VALUE;
        double id = 0;
        double bestX = 0;
        double bestY = 0;
        for (int j = row - 1; j <= row + 1; j++) {
            for (int i = column - 1; i <= column + 1; i++) {
                double dx = x - (i + 0.5 + disorder * (lattice(i, j) - 0.5));
                double dy = y - (j + 0.5 + disorder * (lattice(i + 7919, j - 104729) - 0.5));
                double distance = dx * dx + dy * dy;
                if (distance < first) {
                    second = first;
                    first = distance;
                    id = lattice(i - 1299709, j + 15485863);
                    bestX = dx;
                    bestY = dy;
                } else if (distance < second) {
                    second = distance;
                }
            }
        }
        return new Cell(Math.sqrt(first), Math.sqrt(second) - Math.sqrt(first), id, bestX, bestY);
    }

    private static double fade(double t) {
        return t * t * t * (t * (t * 6 - 15) + 10);
    }
}
