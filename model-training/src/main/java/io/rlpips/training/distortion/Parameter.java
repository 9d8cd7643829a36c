package io.rlpips.training.distortion;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;

/** Checks what an edit is asked for. */
final class Parameter {
    private Parameter() {}

    /** @throws RlpipsException INVALID_ARGUMENT outside {@code [least, most]} or if not a number */
    static void within(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%s is %s, must lie between %s and %s".formatted(name, value, least, most));
        }
    }
}
