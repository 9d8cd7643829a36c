package io.rlpips.local.replay;

import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.local.exchange.Position;
import io.rlpips.schemas.Subject;
import java.util.function.Consumer;

/** What was recorded, on a broker or in an export. For one thread; the creator closes it. */
public interface Recording extends AutoCloseable {
    /** @return about how many uploads there are between two moments of broker time, not fewer */
    long uploads(long fromMillis, long untilMillis);

    /** Goes through a subject's records from a moment of broker time on, those of a partition in their order. */
    void visit(Subject<?> subject, long fromMillis, Consumer<BrokerRecord> visitor);

    /**
     * @return one record
     * @throws io.rlpips.metric.failure.RlpipsException CONTENT_NOT_FOUND where it is not there
     */
    BrokerRecord read(Subject<?> subject, Position position);

    @Override
    void close();
}
