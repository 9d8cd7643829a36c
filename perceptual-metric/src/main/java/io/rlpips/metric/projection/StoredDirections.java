package io.rlpips.metric.projection;

import io.rlpips.metric.weights.WeightTensor;

/**
 * Directions that are orthonormal but for the rounding they are stored with: by how much they are not, and the
 * orthonormal ones that they stand for. All in float64, from the inner products of every two of them, which are summed
 * once.
 */
final class StoredDirections {
    /** Columns that are orthonormalised at a time, so that those of all rows stay in a core's cache. */
    private static final int BLOCK = 256;

    private final float[] values;
    private final int count;
    private final int length;
    /** [row][column up to row] */
    private final double[][] products;

    private int row;
    private int column;
    private double largestError;

    /** @param basis [rows, length] */
    StoredDirections(WeightTensor basis) {
        this.values = basis.values();
        this.count = basis.shape()[0];
        this.length = basis.shape()[1];
        this.products = products();
        findLargestError();
    }

    private double[][] products() {
        double[][] sums = new double[count][];
        for (int first = 0; first < count; first++) {
            sums[first] = new double[first + 1];
        }
        double[] ofOneColumn = new double[count];
        for (int i = 0; i < length; i++) {
            for (int first = 0; first < count; first++) {
                ofOneColumn[first] = values[first * length + i];
                add(ofOneColumn[first], ofOneColumn, 0, sums[first], 0, first + 1);
            }
        }
        return sums;
    }

    private void findLargestError() {
        for (int first = 0; first < count; first++) {
            for (int second = 0; second <= first; second++) {
                double error = error(first, second);
                if (error > largestError) {
                    row = first;
                    column = second;
                    largestError = error;
                }
            }
        }
    }

    /** @return the largest amount by which an inner product of two rows is off 0, or off 1 for a row with itself */
    double largestError() {
        return largestError;
    }

    /** @return the first of the two rows whose inner product is off by {@link #largestError()} */
    int row() {
        return row;
    }

    /** @return the second of them, at most {@link #row()} */
    int column() {
        return column;
    }

    /** @return the inner product of the two */
    double product() {
        return products[row][column];
    }

    /**
     * By Gershgorin's theorem the eigenvalues of all inner products lie as near to 1.
     *
     * @return the largest amount by which the inner products of one row are off together
     */
    double largestErrorOfOneRow() {
        double largest = 0;
        for (int first = 0; first < count; first++) {
            double sum = 0;
            for (int second = 0; second < count; second++) {
                sum += error(Math.max(first, second), Math.min(first, second));
            }
            largest = Math.max(largest, sum);
        }
        return largest;
    }

    private double error(int first, int second) {
        return Math.abs(products[first][second] - (first == second ? 1 : 0));
    }

    /**
     * What Gram-Schmidt would give, by the Cholesky factor of the inner products: those of the result are off by rounding
     * times the condition number of the stored ones (Yamamoto et al. 2015, Roundoff error analysis of the CholeskyQR2
     * algorithm), which is at most 3 where {@link #largestErrorOfOneRow()} is at most one half.
     *
     * @return [rows][length], each a combination of the stored ones up to its own
     */
    double[][] orthonormalised() {
        double[][] factor = cholesky();
        double[][] rows = new double[count][length];
        for (int at = 0; at < length; at += BLOCK) {
            int columns = Math.min(BLOCK, length - at);
            for (int i = 0; i < count; i++) {
                for (int k = at; k < at + columns; k++) {
                    rows[i][k] = values[i * length + k];
                }
                for (int before = 0; before < i; before++) {
                    add(-factor[i][before], rows[before], at, rows[i], at, columns);
                }
                for (int k = at; k < at + columns; k++) {
                    rows[i][k] /= factor[i][i];
                }
            }
        }
        return rows;
    }

    private double[][] cholesky() {
        double[][] factor = new double[count][];
        for (int i = 0; i < count; i++) {
            factor[i] = products[i].clone();
            for (int j = 0; j <= i; j++) {
                for (int k = 0; k < j; k++) {
                    factor[i][j] -= factor[i][k] * factor[j][k];
                }
                factor[i][j] = j < i ? factor[i][j] / factor[j][j] : Math.sqrt(factor[i][i]);
            }
        }
        return factor;
    }

    /** Adds so many times each value of one array to those of another; the compiler does several at a time. */
    private static void add(double times, double[] values, int from, double[] sums, int at, int count) {
        for (int i = 0; i < count; i++) {
            sums[at + i] += times * values[from + i];
        }
    }
}
