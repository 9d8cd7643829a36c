package io.rlpips.training.detection;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.projection.Orthonormalisation;
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
 * bounds are exact. Thread-safe; {@link #close} frees it.
 */
final class OrthonormalBasis implements AutoCloseable {
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
        List<float[]> rows = Arrays.stream(directions(sample, mean))
                .map(OrthonormalBasis::floats)
                .toList();
        return new OrthonormalBasis(manager, matrix(manager, rows, mean.length), mean);
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

    /** @return [rows, columns] in the owner */
    static NDArray matrix(NDManager owner, List<float[]> rows, int columns) {
        float[] values = new float[Math.multiplyExact(rows.size(), columns)];
        for (int row = 0; row < rows.size(); row++) {
            System.arraycopy(rows.get(row), 0, values, row * columns, columns);
        }
        return Tensors.of(owner, new int[] {rows.size(), columns}, values);
    }

    private static float[] floats(double[] values) {
        float[] narrowed = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            narrowed[i] = (float) values[i];
        }
        return narrowed;
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

    /** @return rows that span the sample about its mean, orthonormal; any one direction where all are alike */
    private static double[][] directions(List<float[]> sample, float[] mean) {
        double[][] rows = new double[sample.size()][mean.length];
        for (int row = 0; row < rows.length; row++) {
            for (int i = 0; i < mean.length; i++) {
                rows[row][i] = (double) sample.get(row)[i] - mean[i];
            }
        }
        double[][] directions = Orthonormalisation.of(rows);
        if (directions.length > 0) {
            return directions;
        }
        double[] first = new double[mean.length];
        first[0] = 1;
        return new double[][] {first};
    }
}
