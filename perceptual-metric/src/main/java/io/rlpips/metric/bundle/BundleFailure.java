package io.rlpips.metric.bundle;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;

/** Makes the one kind of exception with which this package refuses a bundle. */
final class BundleFailure {
    private BundleFailure() {}

    static RlpipsException of(String format, Object... arguments) {
        return new RlpipsException(FailureCategory.INVALID_BUNDLE, format.formatted(arguments));
    }

    static RlpipsException of(Throwable cause, String message) {
        return new RlpipsException(FailureCategory.INVALID_BUNDLE, message, cause);
    }
}
