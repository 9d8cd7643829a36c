package io.rlpips.metric.search;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;

/**
 * The interval in which a row counts, in milliseconds of the clock the caller uses (the broker's, in the detector).
 *
 * @param from first moment at which the row is visible
 * @param until first moment at which it no longer is; {@link Long#MAX_VALUE} while it has no end
 */
public record Validity(long from, long until) {
    public Validity {
        if (until < from) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "validity ends at %d before it starts at %d".formatted(until, from));
        }
    }

    public static Validity since(long from) {
        return new Validity(from, Long.MAX_VALUE);
    }

    public boolean contains(long moment) {
        return from <= moment && moment < until;
    }

    /** @return whether it contains neither {@code moment} nor any later one */
    public boolean overBy(long moment) {
        return until <= Math.max(from, moment);
    }

    /** @return the same up to {@code moment}; without any moment in it where it had not begun by then */
    public Validity endingAt(long moment) {
        return new Validity(from, Math.max(from, Math.min(until, moment)));
    }
}
