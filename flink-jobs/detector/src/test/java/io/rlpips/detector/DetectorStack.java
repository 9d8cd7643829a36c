package io.rlpips.detector;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.detector.configuration.Topics;
import io.rlpips.detector.model.ModelSource;
import io.rlpips.embedded.EmbeddedFlink;
import io.rlpips.embedded.EmbeddedKafka;
import io.rlpips.schemas.ImagePayload;
import io.rlpips.schemas.MalformedRecordException;
import io.rlpips.schemas.Policy;
import io.rlpips.schemas.Reference;
import io.rlpips.schemas.Review;
import io.rlpips.schemas.ReviewDecision;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Upload;
import io.rlpips.schemas.UploadPurpose;
import io.rlpips.schemas.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker, a cluster and the real jobs on them, with a model of the test's. */
final class DetectorStack implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int RESTARTS = 20;
    static final long VISIBILITY_DELAY_MS = 300;

    final EmbeddedKafka kafka;
    final EmbeddedFlink flink;
    private final Path directory;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Configuration configuration;
    private final boolean guest;

    private DetectorStack(
            Path directory, EmbeddedKafka kafka, EmbeddedFlink flink, Configuration configuration, boolean guest) {
        this.directory = directory;
        this.kafka = kafka;
        this.flink = flink;
        this.configuration = configuration;
        this.guest = guest;
        Map<String, Object> settings =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "max.request.size", 24 << 20, "linger.ms", 5);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    static DetectorStack start(Path directory) {
        return start(directory, settings -> {});
    }

    /**
     * For tests of what is decided and not of how it is delivered: decisions are read when they are made instead of with the
     * next checkpoint, and there are few checkpoints.
     */
    static DetectorStack startDeliveringAtOnce(Path directory) {
        return start(directory, settings -> {
            settings.set(DetectorOptions.DELIVERY, DeliveryGuarantee.AT_LEAST_ONCE);
            settings.set(DetectorOptions.CHECKPOINT_INTERVAL, Duration.ofSeconds(2));
        });
    }

    private static DetectorStack start(Path directory, Consumer<Configuration> change) {
        EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        EmbeddedFlink flink = EmbeddedFlink.start(1, 6, new Configuration());
        Configuration settings = settings(directory, kafka);
        change.accept(settings);
        return create(new DetectorStack(directory, kafka, flink, settings, false));
    }

    /** The same broker and cluster with topics of its own; to be closed before this one. */
    DetectorStack beside(String prefix) {
        Configuration settings = configuration();
        settings.set(DetectorOptions.TOPIC_PREFIX, prefix);
        settings.set(DetectorOptions.GROUP_ID, prefix);
        settings.set(DetectorOptions.TRANSACTION_PREFIX, prefix);
        return create(new DetectorStack(directory, kafka, flink, settings, true));
    }

    private static DetectorStack create(DetectorStack stack) {
        Topics.create(stack.kafka.bootstrapServers(), stack.configuration);
        return stack;
    }

    private static Configuration settings(Path directory, EmbeddedKafka kafka) {
        Configuration settings = new Configuration();
        settings.set(DetectorOptions.BOOTSTRAP_SERVERS, kafka.bootstrapServers());
        settings.set(DetectorOptions.TOPIC_PARTITIONS, 2);
        settings.set(DetectorOptions.VISIBILITY_DELAY, Duration.ofMillis(VISIBILITY_DELAY_MS));
        settings.set(DetectorOptions.HEARTBEAT_INTERVAL, Duration.ofMillis(100));
        settings.set(DetectorOptions.CHECKPOINT_INTERVAL, Duration.ofMillis(300));
        // On busy cores a checkpoint would begin where the one before has ended, and leave time for nothing else.
        settings.set(CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS, Duration.ofMillis(200));
        // Tests that count alerts send references all the time.
        settings.set(DetectorOptions.RETROACTIVE_WINDOW, Duration.ZERO);
        settings.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                directory.resolve("checkpoints").toUri().toString());
        settings.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, RESTARTS);
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(100));
        return settings;
    }

    /** A copy for a test to change. */
    Configuration configuration() {
        return new Configuration(configuration);
    }

    StreamExecutionEnvironment environment(Configuration settings, int parallelism) {
        StreamExecutionEnvironment env = flink.environment(settings);
        env.setParallelism(parallelism);
        JobSettings.apply(env, settings);
        return env;
    }

    JobClient startReferenceJob(ModelSource model, int parallelism) {
        return flink.submit(references(configuration, model, parallelism), "references");
    }

    StreamExecutionEnvironment references(Configuration settings, ModelSource model, int parallelism) {
        StreamExecutionEnvironment env = environment(settings, parallelism);
        new ReferenceTopology(settings, model)
                .connect(env, ReferenceJob.inputs(env, settings), ReferenceJob.outputs(settings));
        return env;
    }

    JobClient startDetectorJob(ModelSource model, int parallelism) {
        return flink.submit(detector(configuration, model, parallelism, inputs -> inputs), "detector");
    }

    StreamExecutionEnvironment detector(
            Configuration settings,
            ModelSource model,
            int parallelism,
            UnaryOperator<DetectorTopology.Inputs> between) {
        StreamExecutionEnvironment env = environment(settings, parallelism);
        new DetectorTopology(settings, model, DetectorJob.pulse(settings))
                .connect(env, between.apply(DetectorJob.inputs(env, settings)), DetectorJob.outputs(settings));
        return env;
    }

    /** @return the newest checkpoint that a job left behind when it was cancelled */
    String newestCheckpoint(JobClient job) throws IOException {
        Path checkpoints =
                directory.resolve("checkpoints").resolve(job.getJobID().toHexString());
        try (Stream<Path> all = Files.list(checkpoints)) {
            return all.filter(checkpoint -> Files.exists(checkpoint.resolve("_metadata")))
                    .max(Comparator.comparingInt(DetectorStack::number))
                    .orElseThrow()
                    .toUri()
                    .toString();
        }
    }

    private static int number(Path checkpoint) {
        return Integer.parseInt(checkpoint.getFileName().toString().substring("chk-".length()));
    }

    /** Stops a job with a savepoint. */
    String stop(JobClient job) throws Exception {
        return job.stopWithSavepoint(
                        false, directory.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
                .get();
    }

    RecordMetadata sendReference(String id, String bank, byte[] picture) {
        Reference reference = Reference.newBuilder()
                .setReferenceId(id)
                .setBank(bank)
                .setImage(inline(picture))
                .build();
        return send(
                Subjects.REFERENCES, id, SingleObject.of(Subjects.REFERENCES).encode(reference));
    }

    RecordMetadata removeReference(String id) {
        return send(Subjects.REFERENCES, id, null);
    }

    RecordMetadata sendUpload(String id, byte[] picture) {
        return send(Subjects.UPLOADS, id, SingleObject.of(Subjects.UPLOADS).encode(upload(id, inline(picture))));
    }

    RecordMetadata sendUpload(String id, String tenant, byte[] picture) {
        Upload upload =
                Upload.newBuilder(upload(id, inline(picture))).setTenant(tenant).build();
        return send(Subjects.UPLOADS, id, SingleObject.of(Subjects.UPLOADS).encode(upload));
    }

    RecordMetadata sendLookup(String id, byte[] picture) {
        return send(id, UploadPurpose.LOOKUP, picture);
    }

    RecordMetadata send(String id, UploadPurpose purpose, byte[] picture) {
        Upload upload = Upload.newBuilder(upload(id, inline(picture)))
                .setPurpose(purpose)
                .build();
        return send(Subjects.UPLOADS, id, SingleObject.of(Subjects.UPLOADS).encode(upload));
    }

    RecordMetadata sendReview(String alertId, String referenceId, ReviewDecision decision) {
        Review review = Review.newBuilder()
                .setAlertId(alertId)
                .setReferenceId(referenceId)
                .setDecision(decision)
                .build();
        return send(Subjects.REVIEWS, alertId, SingleObject.of(Subjects.REVIEWS).encode(review));
    }

    static Upload upload(String id, ImagePayload image) {
        return Upload.newBuilder().setUploadId(id).setImage(image).build();
    }

    RecordMetadata sendPolicy(Policy policy) {
        return send(
                Subjects.POLICIES,
                policy.getBank(),
                SingleObject.of(Subjects.POLICIES).encode(policy));
    }

    static ImagePayload inline(byte[] picture) {
        return ImagePayload.newBuilder().setInline(ByteBuffer.wrap(picture)).build();
    }

    RecordMetadata send(Subject<?> subject, String key, byte[] value) {
        return send(subject, key.getBytes(StandardCharsets.UTF_8), value);
    }

    RecordMetadata send(Subject<?> subject, byte[] key, byte[] value) {
        try {
            return producer.send(new ProducerRecord<>(Topics.name(subject, configuration), key, value))
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("test record not written", e);
        }
    }

    /** Lets the broker's clock pass the visibility delay: an upload sent now sees every fingerprint of before. */
    void awaitVisibilityDelay() {
        long start = sendHeartbeat();
        long now = start;
        while (now <= start + VISIBILITY_DELAY_MS) {
            now = sendHeartbeat();
        }
    }

    private long sendHeartbeat() {
        return send(Subjects.FINGERPRINTS, Subjects.HEARTBEAT_KEY, new byte[0]).timestamp();
    }

    /** @return the verdict about a picture that is uploaded when all that was written before counts */
    Verdict judge(String uploadId, byte[] picture) throws Exception {
        awaitVisibilityDelay();
        sendUpload(uploadId, picture);
        return awaitOne(Subjects.VERDICTS, verdict -> verdict.getUploadId().equals(uploadId));
    }

    /** @return the first committed record that is wanted */
    <R extends SpecificRecord> R awaitOne(Subject<R> subject, Predicate<R> wanted) throws Exception {
        return await(subject, all -> all.stream().anyMatch(wanted)).stream()
                .filter(wanted)
                .findFirst()
                .orElseThrow();
    }

    /** Waits until what is committed on the topic satisfies the condition, and returns it. */
    <R extends SpecificRecord> List<R> await(Subject<R> subject, Predicate<List<R>> enough) throws Exception {
        List<R> found = new ArrayList<>();
        await(
                subject,
                records -> {
                    found.clear();
                    records.forEach(record -> found.add(decode(subject, record.value())));
                    return enough.test(found);
                },
                PATIENCE);
        return List.copyOf(found);
    }

    void await(Subject<?> subject, Predicate<List<ConsumerRecord<byte[], byte[]>>> enough, Duration patience) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        long deadline = System.nanoTime() + patience.toNanos();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(subject)) {
            while (!enough.test(found)) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("%s: not satisfied within %s by %d records"
                            .formatted(subject.name(), patience, found.size()));
                }
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            }
        }
    }

    /** All committed records of a topic up to its present end. */
    List<ConsumerRecord<byte[], byte[]>> readAll(Subject<?> subject) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(subject)) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            }
        }
        return found;
    }

    <R extends SpecificRecord> List<R> readAllDecoded(Subject<R> subject) {
        return readAll(subject).stream()
                .map(record -> decode(subject, record.value()))
                .toList();
    }

    private KafkaConsumer<byte[], byte[]> consumer(Subject<?> subject) {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                kafka.bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                // A partition without records may be asked before the others, and its broker answers after this time.
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                50);
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        consumer.partitionsFor(Topics.name(subject, configuration))
                .forEach(partition -> partitions.add(new TopicPartition(partition.topic(), partition.partition())));
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    private static <R extends SpecificRecord> R decode(Subject<R> subject, byte[] value) {
        try {
            return SingleObject.of(subject).decode(value);
        } catch (MalformedRecordException e) {
            throw new AssertionError("undecodable record on " + subject.name(), e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        if (!guest) {
            flink.close();
            kafka.close();
        }
    }
}
