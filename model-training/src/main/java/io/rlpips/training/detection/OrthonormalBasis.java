package io.rlpips.training.detection;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.engine.TorchEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A low-dimensional look at fingerprints that never overstates a distance. For an orthonormal basis P and what it leaves
 * over of a fingerprint, of length r,
 *
 * <pre>d(a, b) >= ||Pa - Pb||^2 + (r_a - r_b)^2</pre>
 *
 * (METHOD section 1), which is a distance between short vectors again: those of Pa with r_a as one coordinate more. The
 * basis spans a sample of fingerprints about their mean, so a fingerprint of the sample leaves nothing over and its
 * bounds are exact. Orthonormal by a Cholesky factorisation of the sample's inner products, twice because once in float32
 * is not accurate enough. Thread-safe; {@link #close} frees it.
 */
final class OrthonormalBasis implements AutoCloseable {
    /** A fingerprint that so little is left of once the ones before it are taken off adds no direction. */
    private static final double LEAST_PIVOT = 1e-3;

    private final NDManager manager;
    private final NDArray directions;
    private final float[] mean;
    private final float[] meanProjected;

    private OrthonormalBasis(NDManager manager, NDArray directions, float[] mean) {
        this.manager = manager;
        this.directions = directions;
        this.mean = mean;
        try (NDManager scratch = manager.newSubManager()) {
            this.meanProjected = products(scratch, List.of(mean));
        }
    }

    /** @param sample at least two fingerprints; as many dimensions come of them, fewer if some say the same */
    static OrthonormalBasis spanning(List<float[]> sample) {
        NDManager manager = TorchEngine.start().newManager(DeviceChoice.CPU);
        float[] mean = mean(sample);
        try (NDManager scratch = manager.newSubManager()) {
            NDArray rows = matrix(scratch, unitRows(sample, mean), mean.length);
            NDArray directions = orthonormalised(orthonormalised(rows));
            directions.attach(manager);
            return new OrthonormalBasis(manager, directions, mean);
        }
    }

    /** Short vectors of fingerprints and the squared lengths of the fingerprints themselves, both about the mean. */
    record Shortened(float[] vectors, double[] squares) {}

    int dimensions() {
        return (int) directions.getShape().get(0) + 1;
    }

    /** @return {@link #dimensions()} floats a fingerprint, row after row */
    Shortened shorten(List<float[]> fingerprints) {
        int length = dimensions();
        float[] vectors = new float[fingerprints.size() * length];
        double[] squares = new double[fingerprints.size()];
        try (NDManager scratch = manager.newSubManager()) {
            float[] projected = products(scratch, fingerprints);
            for (int row = 0; row < squares.length; row++) {
                squares[row] = squareAboutMean(fingerprints.get(row));
                double inside = 0;
                for (int i = 0; i < length - 1; i++) {
                    float coordinate = projected[row * (length - 1) + i] - meanProjected[i];
                    vectors[row * length + i] = coordinate;
                    inside += (double) coordinate * coordinate;
                }
                vectors[row * length + length - 1] = (float) Math.sqrt(Math.max(0, squares[row] - inside));
            }
        }
        return new Shortened(vectors, squares);
    }

    @Override
    public void close() {
        manager.close();
    }

    private float[] products(NDManager scratch, List<float[]> fingerprints) {
        NDArray rows = matrix(scratch, fingerprints, mean.length);
        return rows.matMul(directions.transpose()).toFloatArray();
    }

    private double squareAboutMean(float[] fingerprint) {
        double square = 0;
        for (int i = 0; i < mean.length; i++) {
            double difference = (double) fingerprint[i] - mean[i];
            square += difference * difference;
        }
        return square;
    }

    private static NDArray matrix(NDManager owner, List<float[]> rows, int columns) {
        float[] values = new float[Math.multiplyExact(rows.size(), columns)];
        for (int row = 0; row < rows.size(); row++) {
            System.arraycopy(rows.get(row), 0, values, row * columns, columns);
        }
        return Tensors.of(owner, new int[] {rows.size(), columns}, values);
    }

    private static float[] mean(List<float[]> rows) {
        double[] sum = new double[rows.get(0).length];
        for (float[] row : rows) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += row[i];
            }
        }
        float[] mean = new float[sum.length];
        for (int i = 0; i < sum.length; i++) {
            mean[i] = (float) (sum[i] / rows.size());
        }
        return mean;
    }

    private static List<float[]> unitRows(List<float[]> sample, float[] mean) {
        List<float[]> rows = new ArrayList<>();
        for (float[] fingerprint : sample) {
            float[] row = new float[mean.length];
            double square = 0;
            for (int i = 0; i < row.length; i++) {
                row[i] = fingerprint[i] - mean[i];
                square += (double) row[i] * row[i];
            }
            if (square > 0) {
                float scale = (float) (1 / Math.sqrt(square));
                for (int i = 0; i < row.length; i++) {
                    row[i] *= scale;
                }
                rows.add(row);
            }
        }
        if (rows.isEmpty()) {
            // all alike: any direction will do, everything is left over
            rows.add(new float[mean.length]);
            rows.get(0)[0] = 1;
        }
        return rows;
    }

    /** @return rows of the same span with inner products 0 and 1, without those that add no direction */
    private static NDArray orthonormalised(NDArray rows) {
        int count = (int) rows.getShape().get(0);
        double[][] inverse = inverseFactor(rows.matMul(rows.transpose()).toFloatArray(), count);
        float[] values = new float[inverse.length * count];
        for (int row = 0; row < inverse.length; row++) {
            for (int column = 0; column < count; column++) {
                values[row * count + column] = (float) inverse[row][column];
            }
        }
        return Tensors.of(rows.getManager(), new int[] {inverse.length, count}, values)
                .matMul(rows);
    }

    /**
     * Gram-Schmidt on the inner products alone.
     *
     * @param products of every two of {@code count} rows
     * @return each result row as a combination of the given rows
     */
    private static double[][] inverseFactor(float[] products, int count) {
        List<double[]> combinations = new ArrayList<>();
        for (int row = 0; row < count; row++) {
            // what the directions so far have in common with this row: their combinations applied to its products
            double[] combination = new double[count];
            combination[row] = 1;
            double left = products[row * count + row];
            double whole = left;
            for (int earlier = 0; earlier < combinations.size(); earlier++) {
                double share = dot(combinations.get(earlier), products, row * count, row);
                subtract(combination, combinations.get(earlier), share, row);
                left -= share * share;
            }
            if (left > LEAST_PIVOT * whole) {
                double scale = 1 / Math.sqrt(left);
                combinations.add(
                        Arrays.stream(combination).map(value -> value * scale).toArray());
            }
        }
        return combinations.toArray(double[][]::new);
    }

    private static double dot(double[] combination, float[] products, int from, int length) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += combination[i] * products[from + i];
        }
        return sum;
    }

    private static void subtract(double[] combination, double[] earlier, double share, int length) {
        for (int i = 0; i < length; i++) {
            combination[i] -= share * earlier[i];
        }
    }
}
