package io.rlpips.metric.projection;

import io.rlpips.metric.engine.RunProducts;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes compact rows of fingerprints, in float32, and says of each by how much it may be off. Thread-safe; the creator
 * closes it, which frees the matrix.
 *
 * <p>A fingerprint has tens of thousands of values, and a float32 sum over all of them may be off by too much to be of
 * use. So only {@value #RUN} values at a time are summed in float32 and the sums of these runs in float64. With v the
 * centred fingerprint, p a direction of length 1 and g = n e / (1 - n e), n the terms of a run and e = 2^-24, a
 * coordinate is off by at most g |v| (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1, and
 * Cauchy-Schwarz over the runs), in whatever order a run is summed. Rounding the direction and the centred values to
 * float32 adds 2 e |v|. Squares are summed the other way round: in float32 over the runs, of which there are fewer than
 * a run has values, and in float64 along a run.
 */
public final class CompactProjector implements AutoCloseable {
    private static final int RUN = 512;
    private static final double ROUNDOFF = 0x1p-24;
    private static final double RUN_ERROR = RUN * ROUNDOFF / (1 - RUN * ROUNDOFF);

    /** Of a direction's length: another processor may orthonormalise what is stored with other last bits. */
    private static final double BASIS_ERROR = 1e-12;

    private final int length;
    private final int runs;
    private final int dimensions;
    /** Of a sum of squares, beside what it came to: a product and an addition a run, and less than that in float64. */
    private final double squaresError;

    /** [runs, RUN]; 0 behind the last value */
    private final float[][] mean;

    private final RunProducts directions;

    public CompactProjector(Projection projection) {
        this(projection, projection.dimensions());
    }

    /**
     * @param dimensions so many of the projection's directions, those of the largest spread: what the others hold is in
     *     the residual
     * @throws RlpipsException INVALID_ARGUMENT where it has fewer
     */
    public CompactProjector(Projection projection, int dimensions) {
        if (dimensions < 1 || dimensions > projection.dimensions()) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%d directions, the projection has 1 to %d".formatted(dimensions, projection.dimensions()));
        }
        this.length = projection.fingerprintLength();
        this.runs = (length + RUN - 1) / RUN;
        this.squaresError = (runs + 2) * ROUNDOFF / (1 - 2 * (runs + 2) * ROUNDOFF);
        this.mean = runsOf(projection.mean().values());
        double[][] basis = Arrays.copyOf(projection.orthonormalBasis(), dimensions);
        this.dimensions = dimensions;
        this.directions = new RunProducts(
                Stream.of(basis).map(direction -> runsOf(rounded(direction))).toList());
    }

    /**
     * @param fingerprints of {@link Projection#fingerprintLength()} finite floats each
     * @return one a fingerprint, in the same order
     */
    public List<CompactRow> compact(List<float[]> fingerprints) {
        if (fingerprints.isEmpty()) {
            return List.of();
        }
        fingerprints.forEach(this::requireLength);
        int count = fingerprints.size();
        double[] squaredLengths = new double[count];
        double[][] coordinates = directions.of(count, centred -> centre(fingerprints, centred, squaredLengths));
        List<CompactRow> rows = new ArrayList<>();
        for (int row = 0; row < count; row++) {
            rows.add(row(coordinates[row], squaredLengths[row]));
        }
        return rows;
    }

    @Override
    public void close() {
        directions.close();
    }

    /** @param centred [fingerprints, runs, RUN] */
    private void centre(List<float[]> fingerprints, FloatBuffer centred, double[] squaredLengths) {
        float[] values = new float[RUN];
        float[] squares = new float[RUN];
        for (int row = 0; row < squaredLengths.length; row++) {
            float[] fingerprint = fingerprints.get(row);
            Arrays.fill(squares, 0);
            for (int run = 0; run < runs; run++) {
                copy(fingerprint, run, values);
                subtract(mean[run], values);
                addSquares(values, squares);
                centred.put(values);
            }
            squaredLengths[row] = sum(squares);
        }
    }

    private void copy(float[] fingerprint, int run, float[] values) {
        int terms = Math.min(RUN, length - run * RUN);
        System.arraycopy(fingerprint, run * RUN, values, 0, terms);
        Arrays.fill(values, terms, RUN, 0);
    }

    /** As {@link #addSquares} a loop of its own from 0 to a constant, which the compiler turns into vector instructions. */
    private static void subtract(float[] subtracted, float[] values) {
        for (int i = 0; i < RUN; i++) {
            values[i] -= subtracted[i];
        }
    }

    private static void addSquares(float[] values, float[] sums) {
        for (int i = 0; i < RUN; i++) {
            sums[i] += values[i] * values[i];
        }
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }

    private void requireLength(float[] fingerprint) {
        if (fingerprint.length != length) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "fingerprint of %d floats, the projection is for %d".formatted(fingerprint.length, length));
        }
    }

    /**
     * The residual is what the coordinates leave of the squared length, so their error is the residual's too, and the
     * more the less is left.
     */
    private CompactRow row(double[] coordinates, double squaredLength) {
        // Squares too small for float32 are lost.
        double squaresSumError = squaresError * squaredLength + this.length * (double) Float.MIN_VALUE;
        double length = Math.sqrt(squaredLength + squaresSumError);
        double inside = 0;
        for (double coordinate : coordinates) {
            inside += coordinate * coordinate;
        }
        double coordinateError = Math.sqrt(dimensions) * (RUN_ERROR + 2 * ROUNDOFF + BASIS_ERROR) * length;
        double squareError = coordinateError * (2 * Math.sqrt(inside) + coordinateError) + squaresSumError;
        double rest = squaredLength - inside;
        double residual = Math.sqrt(Math.max(0, rest));
        double residualError = Math.max(
                residual - Math.sqrt(Math.max(0, rest - squareError)),
                Math.sqrt(Math.max(0, rest + squareError)) - residual);
        // Centred values are rounded, which moves the point by no more than it moves the fingerprint.
        double error = Math.hypot(coordinateError, residualError) + ROUNDOFF * length;
        return CompactRow.of(coordinates, residual, error);
    }

    private float[][] runsOf(float[] values) {
        float[][] byRun = new float[runs][RUN];
        for (int run = 0; run < runs; run++) {
            copy(values, run, byRun[run]);
        }
        return byRun;
    }

    private static float[] rounded(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
