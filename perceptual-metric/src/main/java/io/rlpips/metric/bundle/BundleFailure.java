package io.rlpips.metric.bundle;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.Locale;

/** Makes the one kind of exception with which this package refuses a bundle. */
final class BundleFailure {
    private BundleFailure() {}

    static RlpipsException of(String format, Object... arguments) {
        return new RlpipsException(FailureCategory.INVALID_BUNDLE, String.format(Locale.ROOT, format, arguments));
    }

    static RlpipsException of(Throwable cause, String message) {
        return new RlpipsException(FailureCategory.INVALID_BUNDLE, message, cause);
    }
}
