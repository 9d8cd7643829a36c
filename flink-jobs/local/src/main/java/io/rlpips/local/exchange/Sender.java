package io.rlpips.local.exchange;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subject;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Appends records, each exactly once. Thread-safe; the creator closes it, which waits for what is under way. */
public final class Sender implements AutoCloseable {
    /** As much as the topics take: a picture of the default limit and room around it. */
    private static final int MAX_RECORD_BYTES = 24 << 20;

    private final Broker broker;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    Sender(Broker broker) {
        this(broker, Map.of());
    }

    /** @param more settings of the producer */
    Sender(Broker broker, Map<String, Object> more) {
        this.broker = broker;
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 3L * MAX_RECORD_BYTES);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 60_000);
        settings.putAll(more);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** @return completes with the record's place once the broker has it, exceptionally when it cannot take it */
    public <R extends SpecificRecord> CompletableFuture<Position> send(Subject<R> subject, String key, R value) {
        return append(subject, key, SingleObject.of(subject).encode(value));
    }

    /** @param value in single-object encoding already */
    public CompletableFuture<Position> sendEncoded(Subject<?> subject, String key, byte[] value) {
        return append(subject, key, value);
    }

    /** Ends a key of a compacted topic. */
    public CompletableFuture<Position> sendTombstone(Subject<?> subject, String key) {
        return append(subject, key, null);
    }

    /** Waits for everything sent so far. @throws RlpipsException FETCH_FAILED when something did not arrive */
    public void flush() {
        producer.flush();
        Exception failed = failure.get();
        if (failed != null) {
            throw new RlpipsException(
                    FailureCategory.FETCH_FAILED,
                    "the broker at %s did not take a record: %s"
                            .formatted(broker.bootstrapServers(), failed.getMessage()),
                    failed);
        }
    }

    @Override
    public void close() {
        producer.close();
    }

    void beginTransaction() {
        ofTransaction(() -> {
            producer.initTransactions();
            producer.beginTransaction();
        });
    }

    void commitTransaction() {
        ofTransaction(producer::commitTransaction);
    }

    void abortTransaction() {
        ofTransaction(producer::abortTransaction);
    }

    private void ofTransaction(Runnable step) {
        try {
            step.run();
        } catch (KafkaException e) {
            throw new RlpipsException(
                    FailureCategory.FETCH_FAILED,
                    "the broker at %s refuses the transaction: %s".formatted(broker.bootstrapServers(), e.getMessage()),
                    e);
        }
    }

    private CompletableFuture<Position> append(Subject<?> subject, String key, byte[] value) {
        CompletableFuture<Position> appended = new CompletableFuture<>();
        String topic = subject.topic(broker.topicPrefix());
        try {
            producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value), (place, failed) -> {
                if (failed == null) {
                    appended.complete(new Position(topic, place.partition(), place.offset()));
                } else {
                    failure.compareAndSet(null, failed);
                    appended.completeExceptionally(failed);
                }
            });
        } catch (KafkaException e) {
            throw new RlpipsException(
                    FailureCategory.FETCH_FAILED,
                    "cannot append to topic '%s': %s".formatted(topic, e.getMessage()),
                    e);
        }
        return appended;
    }
}
