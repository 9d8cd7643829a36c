package io.rlpips.metric.weights;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.Locale;

/** Makes the one kind of exception with which this package refuses a file. */
final class WeightFailure {
    private WeightFailure() {}

    static RlpipsException of(String format, Object... arguments) {
        return new RlpipsException(FailureCategory.INVALID_WEIGHTS, String.format(Locale.ROOT, format, arguments));
    }

    static RlpipsException of(Throwable cause, String message) {
        return new RlpipsException(FailureCategory.INVALID_WEIGHTS, message, cause);
    }
}
