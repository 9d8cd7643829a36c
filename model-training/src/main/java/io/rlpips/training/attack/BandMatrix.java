package io.rlpips.training.attack;

import java.util.Arrays;

/**
 * A matrix whose rows are zero but for a few neighbouring columns, for products with others from the right: whole rows
 * of those are added up, in loops that the compiler vectorises because no offset is added to an index. Immutable.
 */
final class BandMatrix {
    /** Arrays end on a multiple of this: what a vectorised loop leaves over is done one by one. */
    private static final int BLOCK = 32;

    private final int[] first;
    private final float[][] weights;

    private BandMatrix(int[] first, float[][] weights) {
        this.first = first;
        this.weights = weights;
    }

    /** @param matrix [rows][columns], no row of it all zero */
    static BandMatrix of(double[][] matrix) {
        int columns = matrix[0].length;
        int[] first = new int[matrix.length];
        float[][] weights = new float[matrix.length][];
        for (int row = 0; row < matrix.length; row++) {
            int until = columns;
            while (matrix[row][first[row]] == 0) {
                first[row]++;
            }
            while (matrix[row][until - 1] == 0) {
                until--;
            }
            weights[row] = new float[until - first[row]];
            for (int tap = 0; tap < weights[row].length; tap++) {
                weights[row][tap] = (float) matrix[row][first[row] + tap];
            }
        }
        return new BandMatrix(first, weights);
    }

    /** @return rows of zeros, as long or a little longer */
    static float[][] room(int rows, int length) {
        return new float[rows][(length + BLOCK - 1) / BLOCK * BLOCK];
    }

    /**
     * Adds a row of another matrix to each of the sums that it counts for in this matrix's transpose times that one.
     *
     * @param at which of the sums is that of this matrix's first column
     */
    void spread(int row, float[] values, float[][] sums, int at) {
        for (int tap = 0; tap < weights[row].length; tap++) {
            add(sums[at + first[row] + tap], values, weights[row][tap]);
        }
    }

    /**
     * Writes one row of this matrix times another: that one's rows, weighted and added up.
     *
     * @param at which row of the other matrix is that of this one's first column
     */
    void gather(int row, float[][] matrix, int at, float[] to) {
        Arrays.fill(to, 0);
        for (int tap = 0; tap < weights[row].length; tap++) {
            add(to, matrix[at + first[row] + tap], weights[row][tap]);
        }
    }

    private static void add(float[] to, float[] values, float weight) {
        for (int i = 0; i < to.length; i++) {
            to[i] += weight * values[i];
        }
    }
}
