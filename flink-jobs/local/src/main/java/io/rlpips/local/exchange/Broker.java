package io.rlpips.local.exchange;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.detector.configuration.Topics;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Subject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker that the command line talks to. Making one opens nothing; the senders and readers it gives belong to the
 * caller.
 *
 * @param bootstrapServers {@code host:port}, several separated by commas
 * @param topicPrefix put before the name of every topic
 * @param passedOver told of every record that cannot be decoded: anybody may write to the topics, and the detector goes
 *     on as if such a record were not there
 */
public record Broker(String bootstrapServers, String topicPrefix, Consumer<RlpipsException> passedOver) {
    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);
    private static final int ANSWER_MILLIS = 5_000;
    /** A new broker makes the topic of the groups' offsets only when it is first asked for one. */
    private static final int COORDINATOR_MILLIS = 30_000;
    /**
     * How long a request for records may lie at the broker where there are none. A consumer sends the next one only when it
     * is answered, also when it has meanwhile been told to read elsewhere: with Kafka's own half second every look at a
     * single record, and many a beginning, would wait for as long.
     */
    private static final int FETCH_WAIT_MILLIS = 50;

    /** Tells the log of records that cannot be decoded. */
    public Broker(String bootstrapServers, String topicPrefix) {
        this(
                bootstrapServers,
                topicPrefix,
                undecodable -> LOG.warn("a record is passed over: {}", undecodable.getMessage()));
    }

    /**
     * Finds out whether the broker is there and has the topics.
     *
     * @throws RlpipsException FETCH_FAILED when nothing answers or a topic is missing
     */
    public void requireTopics(List<Subject<?>> subjects) {
        Set<String> topics = topics();
        for (Subject<?> subject : subjects) {
            if (!topics.contains(subject.topic(topicPrefix))) {
                throw new RlpipsException(
                        FailureCategory.FETCH_FAILED,
                        "the broker at %s has no topic '%s'; is the detector set up there?"
                                .formatted(bootstrapServers, subject.topic(topicPrefix)));
            }
        }
    }

    public Sender sender() {
        return new Sender(this);
    }

    /** @param id stable name of whoever writes: a transaction of the same name that is still open is dropped */
    public Transaction transaction(String id) {
        return new Transaction(this, id);
    }

    /** @return a reader of every record there is and will be */
    public <R extends SpecificRecord> Reader<R> readerFromStart(Subject<R> subject) {
        return new Reader<>(this, subject, Reader.Start.BEGINNING);
    }

    /** @return a reader of the records that are appended from now on */
    public <R extends SpecificRecord> Reader<R> readerFromNow(Subject<R> subject) {
        return new Reader<>(this, subject, Reader.Start.NOW);
    }

    /** @return a reader of the last records that there are, at most so many of each partition, and all that will be */
    public <R extends SpecificRecord> Reader<R> readerOfLast(Subject<R> subject, long records) {
        return new Reader<>(this, subject, Reader.Start.last(records));
    }

    /** @return a reader of the records of a moment of broker time and all later ones */
    public <R extends SpecificRecord> Reader<R> readerSince(Subject<R> subject, long brokerTimeMillis) {
        return new Reader<>(this, subject, Reader.Start.since(brokerTimeMillis));
    }

    /** @return the topic's records undecoded, to go through them */
    public RawTopic rawTopic(Subject<?> subject) {
        return RawTopic.forVisits(this, subject);
    }

    /** @return the topic's records undecoded, to look at one here and there */
    public RawTopic places(Subject<?> subject) {
        return RawTopic.forPlaces(this, subject);
    }

    /** @return the topic's records undecoded, also those of transactions that were dropped */
    public RawTopic everythingOn(Subject<?> subject) {
        return RawTopic.forEverything(this, subject);
    }

    /** @return settings of a consumer of committed records without a group, for the reader to complete */
    Map<String, Object> consumer() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
        return settings;
    }

    /** @return the settings of the subjects' topics by their names, in the order given */
    public Map<Subject<?>, Map<String, String>> settings(List<Subject<?>> subjects) {
        Configuration prefixed = new Configuration();
        prefixed.set(DetectorOptions.TOPIC_PREFIX, topicPrefix);
        Map<Subject<?>, Map<String, String>> settings = new LinkedHashMap<>();
        Topics.describe(bootstrapServers, prefixed, subjects)
                .forEach((subject, config) -> settings.put(
                        subject,
                        config.entries().stream()
                                .filter(entry -> entry.value() != null)
                                .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value))));
        return settings;
    }

    /**
     * @param group a consumer group
     * @return of each partition of the topic that the group has committed, the offset from which on it is to read
     * @throws RlpipsException FETCH_FAILED when nothing answers
     */
    public Map<Integer, Long> committed(Subject<?> subject, String group) {
        Map<TopicPartition, OffsetAndMetadata> offsets =
                ask(admin -> admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(), COORDINATOR_MILLIS);
        Map<Integer, Long> committed = new HashMap<>();
        offsets.forEach((partition, offset) -> {
            if (partition.topic().equals(subject.topic(topicPrefix)) && offset != null) {
                committed.put(partition.partition(), offset.offset());
            }
        });
        return committed;
    }

    private Set<String> topics() {
        return ask(admin -> admin.listTopics().names(), ANSWER_MILLIS);
    }

    private <T> T ask(Function<Admin, KafkaFuture<T>> question, int patienceMillis) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, patienceMillis);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, patienceMillis);
        try (Admin admin = Admin.create(settings)) {
            return question.apply(admin).get(patienceMillis + 1_000L, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw noAnswer(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw noAnswer(e);
        }
    }

    private RlpipsException noAnswer(Exception cause) {
        Throwable reason = cause instanceof ExecutionException ? cause.getCause() : cause;
        boolean silent =
                reason instanceof org.apache.kafka.common.errors.TimeoutException || reason instanceof TimeoutException;
        return new RlpipsException(
                FailureCategory.FETCH_FAILED,
                "no broker answers at %s%s".formatted(bootstrapServers, silent ? "" : " (" + deepest(reason) + ")"),
                cause);
    }

    private static String deepest(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
