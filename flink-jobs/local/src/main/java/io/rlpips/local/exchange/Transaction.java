package io.rlpips.local.exchange;

import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Subject;
import java.time.Duration;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Records that readers of committed records see all at once, or never. For one thread; the creator closes it, which
 * drops what is not committed.
 */
public final class Transaction implements AutoCloseable {
    /** As long as brokers allow by default. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private final Sender sender;
    private boolean open;

    Transaction(Broker broker, String id) {
        this.sender = new Sender(
                broker,
                Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id, ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int)
                        LONGEST.toMillis()));
        try {
            sender.beginTransaction();
            open = true;
        } catch (RlpipsException refused) {
            sender.close();
            throw refused;
        }
    }

    public <R extends SpecificRecord> void send(Subject<R> subject, String key, R value) {
        sender.send(subject, key, value);
    }

    /** Waits until the broker has everything sent so far. @throws RlpipsException FETCH_FAILED when something did not arrive */
    public void flush() {
        sender.flush();
    }

    /** Shows everything. @throws RlpipsException FETCH_FAILED when the broker refuses, for example because it took too long */
    public void commit() {
        sender.flush();
        sender.commitTransaction();
        open = false;
    }

    @Override
    public void close() {
        try {
            if (open) {
                sender.abortTransaction();
            }
        } finally {
            sender.close();
        }
    }
}
