package io.rlpips.detector.fetch;

import io.rlpips.detector.read.PictureOrder;
import io.rlpips.detector.read.Ticket;
import io.rlpips.metric.failure.FailureCategory;

/**
 * What came of a claim check.
 *
 * @param order with the content, where it was found
 * @param failed whether it was not; the two last fields then say why
 */
public record Fetched<T extends Ticket>(
        PictureOrder<T> order, boolean failed, FailureCategory category, String message) {
    static <T extends Ticket> Fetched<T> found(PictureOrder<T> order) {
        return new Fetched<>(order, false, FailureCategory.INTERNAL, "");
    }

    static <T extends Ticket> Fetched<T> failure(PictureOrder<T> order, FailureCategory category, String message) {
        return new Fetched<>(order, true, category, message);
    }
}
