package io.rlpips.local.report;

import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.local.exchange.Position;
import io.rlpips.local.replay.Recording;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Subject;
import java.util.function.Consumer;

/** A recording whose records are gone by the time the page is drawn. */
final class NothingLeft implements Recording {
    @Override
    public long uploads(long fromMillis, long untilMillis) {
        return 0;
    }

    @Override
    public void visit(Subject<?> subject, long fromMillis, Consumer<BrokerRecord> visitor) {
        // There is none.
    }

    @Override
    public BrokerRecord read(Subject<?> subject, Position position) {
        throw new RlpipsException(FailureCategory.CONTENT_NOT_FOUND, "no such record");
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
