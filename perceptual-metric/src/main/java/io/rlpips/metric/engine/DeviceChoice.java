package io.rlpips.metric.engine;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.Locale;

/** Where tensors live and are computed with. */
public enum DeviceChoice {
    /** The first GPU if there is one, otherwise the CPU; the choice is logged. */
    AUTO,
    CPU,
    /** The first GPU; an error where there is none. */
    GPU;

    /** @throws RlpipsException INVALID_ARGUMENT for an unknown name */
    public static DeviceChoice of(String label) {
        try {
            return valueOf(label.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "unknown device '" + label + "', known: auto, cpu, gpu", unknown);
        }
    }
}
