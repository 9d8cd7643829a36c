package io.rlpips.metric.projection;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.ArrayList;
import java.util.List;

/**
 * Sees fingerprints through a projection, in float64: both bounds of {@link ProjectedRow} hold up to its rounding. For
 * judging a projection; the search has {@link CompactProjector}. Thread-safe; the creator closes it, which frees the
 * matrix.
 */
public final class Projector implements AutoCloseable {
    private final int length;
    private final NDManager manager;
    private final NDArray directions;
    private final NDArray mean;

    public Projector(Projection projection) {
        this.length = projection.fingerprintLength();
        double[][] basis = projection.orthonormalBasis();
        this.manager = TorchEngine.start().newManager(DeviceChoice.CPU);
        this.directions = manager.create(transposed(basis), new Shape(length, basis.length));
        this.mean = manager.create(doubles(projection.mean().values()), new Shape(1, length));
    }

    /**
     * @param fingerprints of {@link Projection#fingerprintLength()} floats each, at least one
     * @return one a fingerprint, in the same order
     */
    public List<ProjectedRow> project(List<float[]> fingerprints) {
        try (NDManager scratch = manager.newSubManager()) {
            NDArray centred = scratch.create(flattened(fingerprints), new Shape(fingerprints.size(), length))
                    .toType(DataType.FLOAT64, false)
                    .subi(mean);
            double[] norms = centred.square().sum(new int[] {1}).toDoubleArray();
            double[] coordinates = centred.matMul(directions).toDoubleArray();
            return split(coordinates, norms);
        }
    }

    @Override
    public void close() {
        manager.close();
    }

    private static List<ProjectedRow> split(double[] coordinates, double[] norms) {
        int dimensions = coordinates.length / norms.length;
        List<ProjectedRow> rows = new ArrayList<>();
        for (int row = 0; row < norms.length; row++) {
            double[] own = new double[dimensions];
            System.arraycopy(coordinates, row * dimensions, own, 0, dimensions);
            double rest = norms[row];
            for (double coordinate : own) {
                rest -= coordinate * coordinate;
            }
            rows.add(new ProjectedRow(own, Math.sqrt(Math.max(0, rest))));
        }
        return rows;
    }

    private float[] flattened(List<float[]> fingerprints) {
        float[] values = new float[Math.multiplyExact(fingerprints.size(), length)];
        for (int row = 0; row < fingerprints.size(); row++) {
            float[] fingerprint = fingerprints.get(row);
            if (fingerprint.length != length) {
                throw new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT,
                        "fingerprint of %d floats, the projection is for %d".formatted(fingerprint.length, length));
            }
            System.arraycopy(fingerprint, 0, values, row * length, length);
        }
        return values;
    }

    private static double[] transposed(double[][] rows) {
        double[] values = new double[Math.multiplyExact(rows.length, rows[0].length)];
        for (int row = 0; row < rows.length; row++) {
            for (int i = 0; i < rows[row].length; i++) {
                values[i * rows.length + row] = rows[row][i];
            }
        }
        return values;
    }

    private static double[] doubles(float[] floats) {
        double[] values = new double[floats.length];
        for (int i = 0; i < floats.length; i++) {
            values[i] = floats[i];
        }
        return values;
    }
}
