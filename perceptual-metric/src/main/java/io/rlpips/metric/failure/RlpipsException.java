package io.rlpips.metric.failure;

import java.util.Objects;

/**
 * The one exception this project throws on purpose. The message names the thing, the value and the limit, and is fit
 * to be shown to a person as it is.
 */
public final class RlpipsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FailureCategory category;

    public RlpipsException(FailureCategory category, String message) {
        this(category, message, null);
    }

    /** @param cause what was caught, or null */
    public RlpipsException(FailureCategory category, String message, Throwable cause) {
        super(Objects.requireNonNull(message, "message"), cause);
        this.category = Objects.requireNonNull(category, "category");
    }

    public FailureCategory category() {
        return category;
    }
}
