package io.rlpips.metric.weights;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.Locale;

/** The floating-point format in which tensors are stored; in memory they are always float32. */
public enum Precision {
    /** IEEE 754 binary32: every value is kept as it is. */
    FLOAT32(ElementType.FLOAT32),
    /** IEEE 754 binary16: values are rounded to nearest, ties to even; magnitudes from 65520 on do not fit. */
    FLOAT16(ElementType.FLOAT16);

    private final ElementType type;

    Precision(ElementType type) {
        this.type = type;
    }

    /** @return how one number of it lies in a file */
    public ElementType type() {
        return type;
    }

    /** @return the name used in manifests and on the command line: {@code float32}, {@code float16} */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws RlpipsException INVALID_ARGUMENT for an unknown name */
    public static Precision of(String label) {
        for (Precision precision : values()) {
            if (precision.label().equals(label)) {
                return precision;
            }
        }
        throw new RlpipsException(
                FailureCategory.INVALID_ARGUMENT, "unknown precision '" + label + "', known: float32, float16");
    }
}
