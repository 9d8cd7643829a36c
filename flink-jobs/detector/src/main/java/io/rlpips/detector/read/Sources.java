package io.rlpips.detector.read;

import io.rlpips.detector.configuration.ClientSettings;
import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.detector.configuration.ReplayRange;
import io.rlpips.detector.configuration.Topics;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/** The Kafka sources of the jobs. */
public final class Sources {
    private final Configuration configuration;
    private final String job;

    /** @param job part of the consumer group's id */
    public Sources(Configuration configuration, String job) {
        this.configuration = configuration;
        this.job = job;
    }

    /** @return the consumer group whose offsets show how far a job has come with a topic */
    public static String group(ReadableConfig configuration, String job, Subject<?> subject) {
        return "%s-%s-%s".formatted(configuration.get(DetectorOptions.GROUP_ID), job, subject.name());
    }

    /** Work to be done once: continues where the group left off. */
    public KafkaSource<BrokerRecord> work(Subject<?> subject) {
        KafkaSourceBuilder<BrokerRecord> builder =
                builder(subject, start(configuration.get(DetectorOptions.STARTING_OFFSETS)));
        if (subject == Subjects.UPLOADS) {
            builder.setProperties(ClientSettings.uploads(configuration));
        }
        return built(builder);
    }

    /** What decisions rest on: always from the beginning, or state that has no savepoint behind it would be half. */
    public KafkaSource<BrokerRecord> control(Subject<?> subject) {
        return built(builder(subject, OffsetsInitializer.earliest()));
    }

    /** What was recorded in a range of broker time, and where the broker's clock was set back a little beside it. */
    public KafkaSource<BrokerRecord> recorded(Subject<?> subject, ReplayRange range) {
        return builder(subject, OffsetsInitializer.timestamp(range.fromMillis()))
                .setBounded(OffsetsInitializer.timestamp(range.untilMillis()))
                .build();
    }

    /** What was recorded from a moment on to the end of now. */
    public KafkaSource<BrokerRecord> recordedSince(Subject<?> subject, long fromMillis) {
        return builder(subject, OffsetsInitializer.timestamp(fromMillis))
                .setBounded(OffsetsInitializer.latest())
                .build();
    }

    private KafkaSource<BrokerRecord> built(KafkaSourceBuilder<BrokerRecord> builder) {
        if (configuration.get(DetectorOptions.BOUNDED)) {
            builder.setBounded(OffsetsInitializer.latest());
        }
        return builder.build();
    }

    private KafkaSourceBuilder<BrokerRecord> builder(Subject<?> subject, OffsetsInitializer start) {
        return KafkaSource.<BrokerRecord>builder()
                .setBootstrapServers(configuration.get(DetectorOptions.BOOTSTRAP_SERVERS))
                .setTopics(Topics.name(subject, configuration))
                .setGroupId(group(configuration, job, subject))
                .setClientIdPrefix(group(configuration, job, subject))
                .setStartingOffsets(start)
                .setProperties(ClientSettings.consumer(configuration))
                .setDeserializer(new BrokerRecordSchema());
    }

    private static OffsetsInitializer start(DetectorOptions.StartingOffsets offsets) {
        return switch (offsets) {
            case COMMITTED -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
            case EARLIEST -> OffsetsInitializer.earliest();
            case LATEST -> OffsetsInitializer.latest();
        };
    }
}
