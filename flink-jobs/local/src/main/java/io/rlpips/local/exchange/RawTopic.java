package io.rlpips.local.exchange;

import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Subject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The records of a topic as they lie there, by time or by place, without a consumer group; committed ones unless all are
 * asked for. For one thread; the creator closes it.
 */
public final class RawTopic implements AutoCloseable {
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int MAX_FETCH_BYTES = 24 << 20;
    /** Of a record that is read by its place its neighbours are not wanted; a larger one comes whole all the same. */
    private static final int ONE_RECORD_BYTES = 1 << 10;

    private final String topic;
    private final Broker broker;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;

    private RawTopic(Broker broker, Subject<?> subject, int fetchBytes, Map<String, Object> more) {
        this.broker = broker;
        this.topic = subject.topic(broker.topicPrefix());
        Map<String, Object> settings = broker.consumer();
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, fetchBytes);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, fetchBytes);
        settings.putAll(more);
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            this.partitions = consumer.partitionsFor(topic, FIRST_ANSWER).stream()
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
        } catch (KafkaException e) {
            consumer.close();
            throw failed(e);
        }
    }

    /** To go through many records. */
    static RawTopic forVisits(Broker broker, Subject<?> subject) {
        return new RawTopic(broker, subject, MAX_FETCH_BYTES, Map.of());
    }

    /** To look at a record here and there. */
    static RawTopic forPlaces(Broker broker, Subject<?> subject) {
        return new RawTopic(broker, subject, ONE_RECORD_BYTES, Map.of());
    }

    /** To go through every record, also of transactions that were dropped. What goes meanwhile is passed over. */
    static RawTopic forEverything(Broker broker, Subject<?> subject) {
        return new RawTopic(
                broker,
                subject,
                MAX_FETCH_BYTES,
                Map.of(
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_uncommitted",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest"));
    }

    /** @return how many places there are between two moments of broker time, which is at least the records there */
    public long places(long fromMillis, long untilMillis) {
        Map<TopicPartition, Long> first = offsetsAt(fromMillis);
        return offsetsAt(untilMillis).entrySet().stream()
                .mapToLong(end -> end.getValue() - first.get(end.getKey()))
                .sum();
    }

    /** Goes through the records from a moment of broker time on to the end of now, those of a partition in their order. */
    public void visit(long fromMillis, Consumer<BrokerRecord> visitor) {
        try {
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, FIRST_ANSWER);
            offsetsAt(fromMillis).forEach(consumer::seek);
            while (partitions.stream().anyMatch(each -> consumer.position(each, FIRST_ANSWER) < ends.get(each))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    visitor.accept(BrokerRecord.of(record));
                }
            }
        } catch (KafkaException e) {
            throw failed(e);
        }
    }

    /** Goes through all records to the end of now, those of a partition in their order. */
    public void visitAll(Consumer<BrokerRecord> visitor, ReadProgress progress) {
        try {
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, FIRST_ANSWER);
            consumer.seekToBeginning(partitions);
            long start = passed();
            long total = ends.values().stream().mapToLong(Long::longValue).sum() - start;
            while (partitions.stream().anyMatch(each -> consumer.position(each, FIRST_ANSWER) < ends.get(each))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    visitor.accept(BrokerRecord.of(record));
                }
                progress.passed("reading topic " + topic, Math.min(total, passed() - start), total);
            }
        } catch (KafkaException e) {
            throw failed(e);
        }
    }

    private long passed() {
        return partitions.stream()
                .mapToLong(each -> consumer.position(each, FIRST_ANSWER))
                .sum();
    }

    /** @throws RlpipsException CONTENT_NOT_FOUND where no such record is there any more */
    public BrokerRecord read(Position position) {
        TopicPartition partition = new TopicPartition(position.topic(), position.partition());
        try {
            if (!within(partition, position.offset())) {
                throw gone(position);
            }
            consumer.assign(List.of(partition));
            consumer.seek(partition, position.offset());
            while (consumer.position(partition, FIRST_ANSWER) <= position.offset()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (record.offset() == position.offset()) {
                        return BrokerRecord.of(record);
                    }
                }
            }
        } catch (KafkaException e) {
            throw failed(e);
        }
        throw gone(position);
    }

    /** @return of each partition the offset that its next record will have */
    public Map<Integer, Long> ends() {
        try {
            Map<Integer, Long> ends = new HashMap<>();
            consumer.endOffsets(partitions, FIRST_ANSWER).forEach((each, end) -> ends.put(each.partition(), end));
            return ends;
        } catch (KafkaException e) {
            throw failed(e);
        }
    }

    /** Whoever names a place may be wrong, and one that nothing lies at yet would be waited for. */
    private boolean within(TopicPartition partition, long offset) {
        return partitions.contains(partition)
                && offset
                        >= consumer.beginningOffsets(List.of(partition), FIRST_ANSWER)
                                .get(partition)
                && offset
                        < consumer.endOffsets(List.of(partition), FIRST_ANSWER).get(partition);
    }

    private static RlpipsException gone(Position position) {
        return new RlpipsException(
                FailureCategory.CONTENT_NOT_FOUND,
                "there is no record at %s, partition %d, offset %d any more"
                        .formatted(position.topic(), position.partition(), position.offset()));
    }

    @Override
    public void close() {
        consumer.close();
    }

    /** @return of each partition the first offset of that time or later, else its end */
    private Map<TopicPartition, Long> offsetsAt(long millis) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, FIRST_ANSWER);
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(
                partitions.stream().collect(Collectors.toMap(each -> each, each -> Math.max(0, millis))), FIRST_ANSWER);
        Map<TopicPartition, Long> offsets = new HashMap<>();
        partitions.forEach(each -> offsets.put(
                each, found.get(each) == null ? ends.get(each) : found.get(each).offset()));
        return offsets;
    }

    private RlpipsException failed(KafkaException e) {
        return new RlpipsException(
                FailureCategory.FETCH_FAILED,
                "cannot read topic '%s' at %s: %s".formatted(topic, broker.bootstrapServers(), e.getMessage()),
                e);
    }
}
