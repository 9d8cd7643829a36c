package io.rlpips.metric.projection;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.weights.WeightTensor;
import java.util.Arrays;

/**
 * Directions that are orthonormal but for the rounding they are stored with: by how much they are not, and the
 * orthonormal ones that they stand for. All in float64, from the inner products of every two of them, which are summed
 * once.
 */
final class StoredDirections {
    private final WeightTensor basis;
    private final int count;
    /** [row][column] */
    private final double[][] products;

    private int row;
    private int column;
    private double largestError;

    /** @param basis [rows, length], finite */
    StoredDirections(WeightTensor basis) {
        this.basis = basis;
        this.count = basis.shape()[0];
        this.products = products();
        findLargestError();
    }

    private double[][] products() {
        try (NDManager scratch = TorchEngine.start().newManager(DeviceChoice.CPU)) {
            NDArray rows = stored(scratch);
            return rows(rows.matMul(rows.transpose()));
        }
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
                sum += error(first, second);
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
        double[] combinations = Arrays.stream(inverse(cholesky()))
                .flatMapToDouble(Arrays::stream)
                .toArray();
        try (NDManager scratch = TorchEngine.start().newManager(DeviceChoice.CPU)) {
            return rows(scratch.create(combinations, new Shape(count, count)).matMul(stored(scratch)));
        }
    }

    /** @return the lower triangle of which the inner products are the square */
    private double[][] cholesky() {
        double[][] factor = new double[count][count];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = products[i][j];
                for (int k = 0; k < j; k++) {
                    rest -= factor[i][k] * factor[j][k];
                }
                factor[i][j] = j < i ? rest / factor[j][j] : Math.sqrt(rest);
            }
        }
        return factor;
    }

    /** @param triangle a lower one */
    private static double[][] inverse(double[][] triangle) {
        double[][] inverse = new double[triangle.length][triangle.length];
        for (int i = 0; i < triangle.length; i++) {
            inverse[i][i] = 1 / triangle[i][i];
            for (int j = 0; j < i; j++) {
                double sum = 0;
                for (int k = j; k < i; k++) {
                    sum += triangle[i][k] * inverse[k][j];
                }
                inverse[i][j] = -sum / triangle[i][i];
            }
        }
        return inverse;
    }

    /** @return [rows, length] in float64 */
    private NDArray stored(NDManager manager) {
        return Tensors.of(manager, basis.shape(), basis.values()).toType(DataType.FLOAT64, false);
    }

    private static double[][] rows(NDArray matrix) {
        double[] values = matrix.toDoubleArray();
        double[][] rows = new double[(int) matrix.getShape().get(0)][];
        int length = values.length / rows.length;
        for (int row = 0; row < rows.length; row++) {
            rows[row] = Arrays.copyOfRange(values, row * length, (row + 1) * length);
        }
        return rows;
    }
}
