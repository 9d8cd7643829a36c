package io.rlpips.local.exchange;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.MalformedRecordException;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads one topic, all partitions, committed records only, without a consumer group. For one thread, apart from
 * {@link #stop}; the creator closes it.
 */
public final class Reader<R extends SpecificRecord> implements AutoCloseable {
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(10);
    private static final int MAX_FETCH_BYTES = 24 << 20;

    private final Subject<R> subject;
    private final SingleObject<R> format;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private Consumer<RlpipsException> unreadable;

    /** Where to begin. */
    @FunctionalInterface
    interface Start {
        Start BEGINNING = KafkaConsumer::seekToBeginning;
        Start NOW = KafkaConsumer::seekToEnd;

        void seek(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions);

        /** @return with the last so many places of each partition */
        static Start last(long places) {
            return (consumer, partitions) -> {
                Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, FIRST_ANSWER);
                consumer.endOffsets(partitions, FIRST_ANSWER)
                        .forEach((each, end) -> consumer.seek(each, Math.max(begins.get(each), end - places)));
            };
        }

        /** @return with the records of a moment of broker time and later ones */
        static Start since(long brokerTimeMillis) {
            return (consumer, partitions) -> {
                Map<TopicPartition, Long> moment = new HashMap<>();
                partitions.forEach(each -> moment.put(each, Math.max(0, brokerTimeMillis)));
                Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, FIRST_ANSWER);
                consumer.offsetsForTimes(moment, FIRST_ANSWER)
                        .forEach((each, found) -> consumer.seek(each, found == null ? ends.get(each) : found.offset()));
            };
        }
    }

    Reader(Broker broker, Subject<R> subject, Start start) {
        this.subject = subject;
        this.unreadable = broker.passedOver();
        this.format = SingleObject.of(subject);
        Map<String, Object> settings = broker.consumer();
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, MAX_FETCH_BYTES);
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            this.partitions = consumer.partitionsFor(subject.topic(broker.topicPrefix()), FIRST_ANSWER).stream()
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            consumer.assign(partitions);
            start.seek(consumer, partitions);
            // Seeking is lazy: only asking for the position fixes what "now" is.
            partitions.forEach(each -> consumer.position(each, FIRST_ANSWER));
        } catch (KafkaException e) {
            consumer.close();
            throw new RlpipsException(
                    FailureCategory.FETCH_FAILED,
                    "cannot read topic '%s' at %s: %s"
                            .formatted(subject.name(), broker.bootstrapServers(), e.getMessage()),
                    e);
        }
    }

    /**
     * Has records that cannot be decoded, which are passed over, told of to somebody else than the broker's own.
     *
     * @return this
     */
    public Reader<R> passingOver(Consumer<RlpipsException> told) {
        unreadable = told;
        return this;
    }

    /** @return what has arrived, at the latest after the time given; empty when nothing has or after {@link #stop} */
    public List<Arrival<R>> poll(Duration longest) {
        return poll(longest, any -> true);
    }

    private List<Arrival<R>> poll(Duration longest, Predicate<Position> wanted) {
        List<Arrival<R>> arrivals = new ArrayList<>();
        try {
            for (ConsumerRecord<byte[], byte[]> each : consumer.poll(longest)) {
                String key = each.key() == null ? "" : new String(each.key(), StandardCharsets.UTF_8);
                Position position = new Position(each.topic(), each.partition(), each.offset());
                if (!key.equals(Subjects.HEARTBEAT_KEY) && wanted.test(position)) {
                    arrival(each, position, key).ifPresent(arrivals::add);
                }
            }
        } catch (WakeupException stopped) {
            return arrivals;
        }
        return arrivals;
    }

    /** @return every record that is on the topic at the moment of the call and was not read before */
    public List<Arrival<R>> readToEnd() {
        List<Arrival<R>> arrivals = new ArrayList<>();
        visitToEnd(any -> true, arrivals::add);
        return arrivals;
    }

    /**
     * Goes through the records that {@link #readToEnd} would give without holding them all.
     *
     * @param wanted what is decoded and visited; the others may hold anything
     */
    public void visitToEnd(Predicate<Position> wanted, Consumer<Arrival<R>> visitor) {
        visitToEnd(wanted, visitor, ReadProgress.NONE);
    }

    /** As {@link #visitToEnd(Predicate, Consumer)}, for topics that are long. */
    public void visitToEnd(Predicate<Position> wanted, Consumer<Arrival<R>> visitor, ReadProgress progress) {
        visit(
                wanted,
                arrival -> {
                    visitor.accept(arrival);
                    return false;
                },
                progress);
    }

    /**
     * Goes through the records that {@link #readToEnd} would give until one is the last that is needed; afterwards the
     * reader stands somewhere behind it.
     *
     * @param last told of each in turn, until it says so
     */
    public void visitUntil(Predicate<Arrival<R>> last, ReadProgress progress) {
        visit(any -> true, last, progress);
    }

    private void visit(Predicate<Position> wanted, Predicate<Arrival<R>> last, ReadProgress progress) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, FIRST_ANSWER);
        long start = passed();
        long total = ends.values().stream().mapToLong(Long::longValue).sum() - start;
        while (partitions.stream().anyMatch(each -> consumer.position(each, FIRST_ANSWER) < ends.get(each))) {
            if (poll(Duration.ofMillis(200), wanted).stream().anyMatch(last)) {
                return;
            }
            progress.passed("reading topic " + subject.name(), Math.min(total, passed() - start), total);
        }
    }

    /** @return how many places there are on the topic before those that are read next, whatever lies there */
    public long placesBefore() {
        long first = consumer.beginningOffsets(partitions, FIRST_ANSWER).values().stream()
                .mapToLong(Long::longValue)
                .sum();
        return passed() - first;
    }

    private long passed() {
        return partitions.stream()
                .mapToLong(each -> consumer.position(each, FIRST_ANSWER))
                .sum();
    }

    /**
     * Reads one record by where it lies, and leaves the reader where it was.
     *
     * @return empty where it is gone: too old, replaced by a newer one of its key, or of another topic
     */
    public Optional<Arrival<R>> at(Position position) {
        TopicPartition partition = new TopicPartition(position.topic(), position.partition());
        if (!partitions.contains(partition)) {
            return Optional.empty();
        }
        long resumeAt = consumer.position(partition, FIRST_ANSWER);
        List<TopicPartition> others =
                partitions.stream().filter(each -> !each.equals(partition)).toList();
        consumer.pause(others);
        try {
            return find(partition, position);
        } finally {
            consumer.seek(partition, resumeAt);
            consumer.resume(others);
        }
    }

    private Optional<Arrival<R>> find(TopicPartition partition, Position position) {
        long first = consumer.beginningOffsets(List.of(partition), FIRST_ANSWER).get(partition);
        long end = consumer.endOffsets(List.of(partition), FIRST_ANSWER).get(partition);
        if (position.offset() < first || position.offset() >= end) {
            return Optional.empty();
        }
        consumer.seek(partition, position.offset());
        // Offsets of records that compaction removed are passed over.
        while (consumer.position(partition, FIRST_ANSWER) <= position.offset()) {
            List<Arrival<R>> found = poll(Duration.ofMillis(200), position::equals);
            if (!found.isEmpty()) {
                return Optional.of(found.get(0));
            }
        }
        return Optional.empty();
    }

    /** Ends a {@link #poll} that waits; may be called from any thread. */
    public void stop() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }

    /** @return empty for a record that cannot be decoded, and is passed over */
    private Optional<Arrival<R>> arrival(ConsumerRecord<byte[], byte[]> record, Position position, String key) {
        if (record.value() == null) {
            return Optional.of(new Arrival<>(position, key, record.timestamp(), null));
        }
        try {
            return Optional.of(new Arrival<>(position, key, record.timestamp(), format.decode(record.value())));
        } catch (MalformedRecordException e) {
            unreadable.accept(new RlpipsException(
                    FailureCategory.MALFORMED_RECORD,
                    "topic '%s', partition %d, offset %d: %s"
                            .formatted(subject.name(), record.partition(), record.offset(), e.getMessage()),
                    e));
            return Optional.empty();
        }
    }
}
