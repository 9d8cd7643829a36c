package io.rlpips.metric.projection;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.weights.ElementType;
import io.rlpips.metric.weights.WeightTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How the directions of a projection are stored. What is lost by rounding costs bounds that are a little less tight;
 * sound they stay, for what was read is orthonormalised again.
 */
public enum BasisFormat {
    /** Every value is kept as it is, those of the mean too. */
    FLOAT32(ElementType.FLOAT32, ElementType.FLOAT32, 1e-5),
    /** Values are rounded to float16, those of the mean too. */
    FLOAT16(ElementType.FLOAT16, ElementType.FLOAT16, 1e-3),
    /**
     * A direction is stored as whole numbers, its largest one 127 or -127, and read back with length 1. The mean is
     * rounded to float16.
     */
    INT8(ElementType.INT8, ElementType.FLOAT16, 2e-2) {
        @Override
        WeightTensor stored(WeightTensor basis) {
            return scaledRows(basis, row -> LARGEST_WHOLE / largest(row), true);
        }

        @Override
        WeightTensor restored(WeightTensor stored) {
            return scaledRows(stored, row -> 1 / Math.sqrt(squares(row)), false);
        }
    };

    private static final double LARGEST_WHOLE = 127;

    private final ElementType basisType;
    private final ElementType meanType;
    private final double tolerance;

    BasisFormat(ElementType basisType, ElementType meanType, double tolerance) {
        this.basisType = basisType;
        this.meanType = meanType;
        this.tolerance = tolerance;
    }

    /** @return the name used in manifests and on the command line: {@code float32}, {@code float16}, {@code int8} */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws RlpipsException INVALID_ARGUMENT for an unknown name */
    public static BasisFormat of(String label) {
        return Arrays.stream(values())
                .filter(format -> format.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT,
                        "unknown precision '%s' of a projection, known: %s".formatted(label, labels())));
    }

    private static List<String> labels() {
        return Arrays.stream(values()).map(BasisFormat::label).toList();
    }

    /** @return what the inner products of stored directions may be off by: each value is rounded on its own */
    public double tolerance() {
        return tolerance;
    }

    ElementType basisType() {
        return basisType;
    }

    ElementType meanType() {
        return meanType;
    }

    /** @return the numbers that are written for directions of length 1 */
    WeightTensor stored(WeightTensor basis) {
        return basis;
    }

    /** @return the directions that were written so; a row without length has values that are no numbers */
    WeightTensor restored(WeightTensor stored) {
        return stored;
    }

    @FunctionalInterface
    private interface RowScale {
        double of(float[] row);
    }

    private static WeightTensor scaledRows(WeightTensor rows, RowScale scale, boolean whole) {
        int length = rows.shape()[rows.shape().length - 1];
        float[] scaled = new float[rows.values().length];
        for (int start = 0; start < scaled.length; start += length) {
            double factor = scale.of(Arrays.copyOfRange(rows.values(), start, start + length));
            for (int i = start; i < start + length; i++) {
                double value = rows.values()[i] * factor;
                scaled[i] = (float) (whole ? Math.rint(value) : value);
            }
        }
        return new WeightTensor(rows.shape(), scaled);
    }

    private static double largest(float[] row) {
        double largest = 0;
        for (float value : row) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static double squares(float[] row) {
        double sum = 0;
        for (float value : row) {
            sum += (double) value * value;
        }
        return sum;
    }
}
