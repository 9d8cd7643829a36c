package io.rlpips.detector.configuration;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Cleanup;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics of a deployment as the jobs need them. */
public final class Topics {
    private static final long VISIBLE_TIMEOUT_MS = 30_000;
    private static final long VISIBLE_PAUSE_MS = 50;

    private Topics() {}

    /**
     * Creates the topics that do not exist; leaves alone those that do.
     *
     * @throws RlpipsException FETCH_FAILED where the broker does not answer, INTERNAL where it refuses
     */
    public static void create(String bootstrapServers, Configuration configuration) {
        try (Admin admin = admin(bootstrapServers)) {
            List<NewTopic> topics = new ArrayList<>();
            for (Subject<?> subject : Subjects.all()) {
                topics.add(topic(subject, configuration));
            }
            for (var creation : admin.createTopics(topics).values().entrySet()) {
                try {
                    creation.getValue().get();
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw failed("topic " + creation.getKey() + " cannot be created", e.getCause());
                    }
                }
            }
            awaitVisible(admin, topics.stream().map(NewTopic::name).toList());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** The controller creates a topic a moment before the brokers know it. */
    private static void awaitVisible(Admin admin, List<String> topics) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(VISIBLE_TIMEOUT_MS);
        while (true) {
            try {
                admin.describeTopics(topics).allTopicNames().get();
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() > deadline) {
                    throw failed("created topics cannot be inspected", e.getCause());
                }
                Thread.sleep(VISIBLE_PAUSE_MS);
            }
        }
    }

    /**
     * Checks what correctness rests on: that the topics exist and carry the broker's time, not the clients'.
     *
     * @throws RlpipsException INVALID_ARGUMENT naming the topic and the setting that is wrong
     */
    public static void verify(String bootstrapServers, Configuration configuration) {
        describe(
                        bootstrapServers,
                        configuration,
                        List.of(
                                Subjects.UPLOADS,
                                Subjects.RECHECKS,
                                Subjects.REFERENCES,
                                Subjects.FINGERPRINTS,
                                Subjects.POLICIES,
                                Subjects.MODELS,
                                Subjects.REVIEWS))
                .forEach((subject, settings) -> requireBrokerTime(name(subject, configuration), settings));
    }

    /**
     * @return the settings of the subjects' topics, in the order given
     * @throws RlpipsException INTERNAL where a topic is missing, FETCH_FAILED where the broker does not answer
     */
    public static Map<Subject<?>, Config> describe(
            String bootstrapServers, Configuration configuration, List<Subject<?>> subjects) {
        Map<Subject<?>, ConfigResource> resources = new LinkedHashMap<>();
        for (Subject<?> subject : subjects) {
            resources.put(subject, new ConfigResource(ConfigResource.Type.TOPIC, name(subject, configuration)));
        }
        try (Admin admin = admin(bootstrapServers)) {
            Map<ConfigResource, Config> found =
                    admin.describeConfigs(resources.values()).all().get();
            Map<Subject<?>, Config> described = new LinkedHashMap<>();
            resources.forEach((subject, resource) -> described.put(subject, found.get(resource)));
            return described;
        } catch (ExecutionException e) {
            throw failed("topics of '" + bootstrapServers + "' cannot be inspected", e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** @return the name of a subject's topic in this deployment */
    public static String name(Subject<?> subject, ReadableConfig configuration) {
        return subject.topic(configuration.get(DetectorOptions.TOPIC_PREFIX));
    }

    /** @return the topic-level settings of a subject's topic */
    public static Map<String, String> settings(Subject<?> subject, ReadableConfig configuration) {
        Duration horizon = configuration.get(DetectorOptions.REPLAY_HORIZON);
        String horizonMs = Long.toString(horizon.toMillis());
        Map<String, String> settings = new TreeMap<>();
        settings.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        settings.put(
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Long.toString(
                        configuration.get(DetectorOptions.MAX_MESSAGE_SIZE).getBytes()));
        if (subject.cleanup() == Cleanup.BY_KEY) {
            settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
            settings.put(TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, horizonMs);
            settings.put(TopicConfig.DELETE_RETENTION_MS_CONFIG, horizonMs);
        } else {
            settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
            // The oldest upload that can be replayed is judged by the reviews of the horizon before it.
            settings.put(
                    TopicConfig.RETENTION_MS_CONFIG,
                    subject == Subjects.REVIEWS
                            ? Long.toString(horizon.multipliedBy(2).toMillis())
                            : horizonMs);
        }
        return settings;
    }

    private static NewTopic topic(Subject<?> subject, ReadableConfig configuration) {
        int partitions = configuration.get(DetectorOptions.TOPIC_PARTITIONS);
        short replicas = configuration.get(DetectorOptions.TOPIC_REPLICATION).shortValue();
        return new NewTopic(name(subject, configuration), partitions, replicas)
                .configs(settings(subject, configuration));
    }

    private static void requireBrokerTime(String topic, Config config) {
        String type = config.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).value();
        if (!type.equals("LogAppendTime")) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "topic %s has %s=%s, needs LogAppendTime: decisions go by the broker's time"
                            .formatted(topic, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, type));
        }
    }

    private static Admin admin(String bootstrapServers) {
        return Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "30000",
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "15000"));
    }

    private static RlpipsException failed(String what, Throwable cause) {
        boolean noAnswer = cause instanceof TimeoutException;
        return new RlpipsException(
                noAnswer ? FailureCategory.FETCH_FAILED : FailureCategory.INTERNAL,
                what + ": " + (noAnswer ? "the broker does not answer" : cause.getMessage()),
                cause);
    }

    private static RlpipsException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new RlpipsException(FailureCategory.INTERNAL, "interrupted while talking to the broker", e);
    }
}
