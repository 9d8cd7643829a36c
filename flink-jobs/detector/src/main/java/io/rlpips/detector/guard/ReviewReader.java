package io.rlpips.detector.guard;

import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Payloads;
import io.rlpips.detector.read.RecordText;
import io.rlpips.detector.read.Rejection;
import io.rlpips.schemas.MalformedRecordException;
import io.rlpips.schemas.Review;
import io.rlpips.schemas.ReviewDecision;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subjects;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Decodes reviews and drops heartbeats; what is malformed goes to {@link Rejection#OUTPUT}. */
public final class ReviewReader extends ProcessFunction<BrokerRecord, ReviewChange> {
    private static final long serialVersionUID = 1L;

    private final SingleObject<Review> wire = SingleObject.of(Subjects.REVIEWS);

    @Override
    public void processElement(BrokerRecord record, Context context, Collector<ReviewChange> out) {
        if (record.heartbeat()) {
            return;
        }
        ReviewChange change;
        try {
            change = read(record);
        } catch (MalformedRecordException e) {
            context.output(Rejection.OUTPUT, Rejection.malformed(record, e.getMessage()));
            return;
        }
        out.collect(change);
    }

    private ReviewChange read(BrokerRecord record) throws MalformedRecordException {
        if (record.tombstone()) {
            throw new MalformedRecordException("review without a value; to take one back, review the alert again");
        }
        Review review = wire.decode(record.value());
        Payloads.requireKey(record, "alertId", review.getAlertId());
        if (review.getReferenceId().isEmpty()) {
            throw new MalformedRecordException(
                    "review of alert '%s' names no reference".formatted(review.getAlertId()));
        }
        RecordText.require("referenceId", review.getReferenceId());
        if (review.getDecision() == ReviewDecision.UNKNOWN) {
            throw new MalformedRecordException(
                    "review of alert '%s' has a decision this version does not know".formatted(review.getAlertId()));
        }
        return new ReviewChange(
                review.getAlertId(),
                review.getReferenceId(),
                review.getDecision() == ReviewDecision.CONFIRMED,
                record.at(),
                record.brokerTimeMillis());
    }
}
