package io.rlpips.detector.fetch;

import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Ticket;
import io.rlpips.metric.failure.FailureCategory;

/**
 * What came of reading a record again.
 *
 * @param upload the record that was found; where none was, the one that asked
 * @param failed whether none was; the two last fields then say why
 */
public record Reread<T extends Ticket>(
        RereadOrder<T> order, BrokerRecord upload, boolean failed, FailureCategory category, String message) {
    static <T extends Ticket> Reread<T> found(RereadOrder<T> order, BrokerRecord upload) {
        return new Reread<>(order, upload, false, FailureCategory.INTERNAL, "");
    }

    static <T extends Ticket> Reread<T> failure(RereadOrder<T> order, FailureCategory category, String message) {
        return new Reread<>(order, order.record(), true, category, message);
    }
}
