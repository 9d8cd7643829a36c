package io.rlpips.detector.fetch;

import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads single committed records by their coordinates, with a consumer that belongs to no group and is made when the
 * first is wanted. Not thread-safe, {@link #wakeup} aside; whoever makes one closes it.
 */
final class RecordReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    /**
     * After the newest record of a partition the consumer asks for the one behind it, and asks for no other until the broker
     * has said that there is none: by Kafka's own settings half a second later.
     */
    private static final String FETCH_WAIT_MS = "50";

    private final Properties settings;
    private volatile Optional<KafkaConsumer<byte[], byte[]>> consumer = Optional.empty();

    /** @param settings of a Kafka consumer, bootstrap servers included */
    RecordReader(Properties settings) {
        this.settings = new Properties();
        this.settings.putAll(settings);
        this.settings.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        this.settings.setProperty(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        this.settings.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        this.settings.setProperty(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "1");
        // The broker sends the first batch whatever its size; what lies behind it is not wanted.
        this.settings.setProperty(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, "1");
        this.settings.setProperty(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS);
    }

    /**
     * @param at of a record on a topic that may be read; the offset at least 0
     * @param deadlineNanos of {@link System#nanoTime}
     * @throws RlpipsException CONTENT_NOT_FOUND where there is no such record (any more), FETCH_FAILED where the broker
     *     does not say in time
     */
    BrokerRecord read(Coordinates at, long deadlineNanos) {
        KafkaConsumer<byte[], byte[]> client = client();
        TopicPartition partition = new TopicPartition(at.topic(), at.partition());
        requirePartition(client, at, deadlineNanos);
        client.assign(List.of(partition));
        client.seek(partition, at.offset());
        while (System.nanoTime() < deadlineNanos) {
            List<ConsumerRecord<byte[], byte[]>> records;
            try {
                records = client.poll(POLL).records(partition);
            } catch (OffsetOutOfRangeException beyond) {
                throw missing(client, partition, at, deadlineNanos);
            }
            if (!records.isEmpty() && records.get(0).offset() == at.offset()) {
                return BrokerRecord.of(records.get(0));
            }
            // Passed over: what lies there is no committed record.
            boolean passed = client.position(partition, left(deadlineNanos)) > at.offset();
            if (passed || end(client, partition, deadlineNanos) <= at.offset()) {
                throw missing(client, partition, at, deadlineNanos);
            }
        }
        throw new RlpipsException(
                FailureCategory.FETCH_FAILED,
                "upload %s not read again: the broker did not answer in time".formatted(at.text()));
    }

    /** May be called by another thread, to end a read. */
    void wakeup() {
        consumer.ifPresent(KafkaConsumer::wakeup);
    }

    @Override
    public void close() {
        consumer.ifPresent(client -> client.close(CloseOptions.timeout(Duration.ZERO)));
    }

    private KafkaConsumer<byte[], byte[]> client() {
        if (consumer.isEmpty()) {
            consumer = Optional.of(
                    new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
        }
        return consumer.get();
    }

    /** A partition that does not exist would be waited for. */
    private static void requirePartition(KafkaConsumer<?, ?> client, Coordinates at, long deadlineNanos) {
        int partitions = client.partitionsFor(at.topic(), left(deadlineNanos)).size();
        if (at.partition() >= partitions) {
            throw new RlpipsException(
                    FailureCategory.CONTENT_NOT_FOUND,
                    "topic %s has %d partitions, and so no record %s".formatted(at.topic(), partitions, at.text()));
        }
    }

    private static RlpipsException missing(
            KafkaConsumer<?, ?> client, TopicPartition partition, Coordinates at, long deadlineNanos) {
        long begin =
                client.beginningOffsets(List.of(partition), left(deadlineNanos)).get(partition);
        String why = at.offset() < begin
                ? "it has left the topic, whose oldest record is at offset " + begin
                : "no committed record lies there";
        return new RlpipsException(
                FailureCategory.CONTENT_NOT_FOUND, "upload %s cannot be read again: %s".formatted(at.text(), why));
    }

    private static long end(KafkaConsumer<?, ?> client, TopicPartition partition, long deadlineNanos) {
        return client.endOffsets(List.of(partition), left(deadlineNanos)).get(partition);
    }

    private static Duration left(long deadlineNanos) {
        return Duration.ofNanos(Math.max(1, deadlineNanos - System.nanoTime()));
    }
}
