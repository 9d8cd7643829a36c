package io.rlpips.metric.projection;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.weights.SafetensorsFormat;
import io.rlpips.metric.weights.WeightTensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * A few directions in which fingerprints differ most, and the point they are seen from. What is left out of them is
 * carried as a residual norm, so any directions bound distances soundly and good ones tightly (see {@link Projector}).
 * Every instance is checked: shapes, finite values, and rows that are orthonormal as far as the format allows that they
 * are stored in.
 *
 * @param basis [dimensions, D], orthonormal rows, the direction of the largest spread first
 * @param mean [D]
 * @param format how both are stored
 */
public record Projection(WeightTensor basis, WeightTensor mean, BasisFormat format) {
    private static final String BASIS = "basis";
    private static final String MEAN = "mean";
    /** Of rows that are each nearly at a right angle to the others a combination may still be nearly nothing. */
    private static final double LARGEST_ERROR_OF_ONE_ROW = 0.5;

    /** @throws RlpipsException INVALID_BUNDLE naming what is wrong */
    public Projection {
        requireShapes(basis.shape(), mean.shape());
        requireFinite(BASIS, basis.values());
        requireFinite(MEAN, mean.values());
        requireOrthonormal(basis, format.tolerance());
    }

    /** @return how many numbers a fingerprint becomes */
    public int dimensions() {
        return basis.shape()[0];
    }

    /** @return floats a fingerprint, D */
    public int fingerprintLength() {
        return mean.shape()[0];
    }

    /** @return the largest amount by which an inner product of two rows is off 0, or off 1 for a row with itself */
    public double orthonormalityError() {
        return new StoredDirections(basis).largestError();
    }

    /**
     * The stored basis is orthonormal only within its precision, and bounds on distances need it to be so within that of
     * float64.
     *
     * @return [dimensions][D], the stored directions orthonormalised again
     */
    double[][] orthonormalBasis() {
        return new StoredDirections(basis).orthonormalised();
    }

    /** @return the content of {@code projection.safetensors} */
    public byte[] stored() {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        tensors.put(BASIS, format.stored(basis));
        tensors.put(MEAN, mean);
        return SafetensorsFormat.write(tensors, name -> name.equals(BASIS) ? format.basisType() : format.meanType());
    }

    /**
     * @param content of {@code projection.safetensors}
     * @param format it is stored in
     * @throws RlpipsException INVALID_BUNDLE naming the tensor that is missing, unknown or wrong; INVALID_WEIGHTS if the
     *     content is damaged
     */
    public static Projection read(byte[] content, BasisFormat format) {
        Map<String, WeightTensor> tensors = SafetensorsFormat.read(content);
        if (!tensors.keySet().equals(new TreeSet<>(Arrays.asList(BASIS, MEAN)))) {
            throw invalid("projection has tensors %s, needs [basis, mean]", new TreeSet<>(tensors.keySet()));
        }
        WeightTensor basis = tensors.get(BASIS);
        WeightTensor mean = tensors.get(MEAN);
        requireShapes(basis.shape(), mean.shape());
        return new Projection(format.restored(basis), mean, format);
    }

    private static void requireShapes(int[] basis, int[] mean) {
        boolean fitting = basis.length == 2 && mean.length == 1 && basis[1] == mean[0] && basis[0] <= basis[1];
        if (!fitting) {
            throw invalid(
                    "projection has basis %s and mean %s, needs [dimensions, D] and [D] with no more dimensions than D",
                    Arrays.toString(basis), Arrays.toString(mean));
        }
    }

    private static void requireFinite(String name, float[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw invalid(
                        "tensor '%s' of the projection holds %s at index %d, values are finite", name, values[i], i);
            }
        }
    }

    private static void requireOrthonormal(WeightTensor basis, double tolerance) {
        StoredDirections directions = new StoredDirections(basis);
        if (directions.largestError() > tolerance) {
            throw invalid(
                    "rows %d and %d of the projection's basis have inner product %.6g, an orthonormal basis has %d within %s",
                    directions.row(),
                    directions.column(),
                    directions.product(),
                    directions.row() == directions.column() ? 1 : 0,
                    tolerance);
        }
        if (directions.largestErrorOfOneRow() > LARGEST_ERROR_OF_ONE_ROW) {
            throw invalid(
                    "the inner products of a row of the projection's basis are off those of an orthonormal one by %.6g together, at most %s is taken",
                    directions.largestErrorOfOneRow(), LARGEST_ERROR_OF_ONE_ROW);
        }
    }

    private static RlpipsException invalid(String format, Object... arguments) {
        return new RlpipsException(FailureCategory.INVALID_BUNDLE, String.format(Locale.ROOT, format, arguments));
    }
}
