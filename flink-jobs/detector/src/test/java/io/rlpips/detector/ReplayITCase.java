package io.rlpips.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.detector.configuration.ReplayHorizon;
import io.rlpips.detector.configuration.ReplayOptions;
import io.rlpips.detector.configuration.ReplayRange;
import io.rlpips.detector.configuration.Topics;
import io.rlpips.detector.model.ModelSource;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.BrokerRecordSchema;
import io.rlpips.detector.recorded.RecordedSchema;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Disposition;
import io.rlpips.schemas.ModelAnnouncement;
import io.rlpips.schemas.ModelCommand;
import io.rlpips.schemas.Outcome;
import io.rlpips.schemas.Policy;
import io.rlpips.schemas.PolicyKind;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.ReviewDecision;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Verdict;
import io.rlpips.schemas.WallClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One recorded stream, in which references come, are replaced and go, match in a flood and are reviewed, policies and the
 * model change, and uploads are copies, others, featureless and broken; judged live, and again in every way a replay can
 * be asked to.
 */
class ReplayITCase {
    private static final WallClock NO_CLOCK = new WallClock(0L, 0L);
    private static final TestingModel MODEL = new TestingModel();
    private static final int LOOKUPS = 12;
    private static final int FLOOD_LIMIT = 3;
    private static final int FLOODED = 200;
    private static final int DISPUTED = 201;
    /** Beside the traffic's: of floods and disputes, one without features, one in a transaction. */
    private static final int OTHER_UPLOADS = 13 + 2;

    @TempDir
    Path directory;

    private int runs;

    /**
     * Decisions in an order of their own, without what the wall clock says.
     *
     * @param bytes of all of them
     */
    private record Decisions(List<Verdict> verdicts, List<Alert> alerts, List<Reject> rejects, List<String> bytes) {
        static Decisions of(List<Verdict> verdicts, List<Alert> alerts, List<Reject> rejects) {
            List<Verdict> sound = verdicts.stream()
                    .map(verdict ->
                            Verdict.newBuilder(verdict).setWallClock(NO_CLOCK).build())
                    .toList();
            List<Alert> raised = alerts.stream()
                    .map(alert -> Alert.newBuilder(alert).setWallClock(NO_CLOCK).build())
                    .toList();
            List<Reject> refused = rejects.stream()
                    .map(reject ->
                            Reject.newBuilder(reject).setWallClock(NO_CLOCK).build())
                    .toList();
            List<String> bytes = new ArrayList<>();
            sound.forEach(record -> bytes.add(hex(Subjects.VERDICTS, record)));
            raised.forEach(record -> bytes.add(hex(Subjects.ALERTS, record)));
            refused.forEach(record -> bytes.add(hex(Subjects.REJECTS, record)));
            bytes.sort(null);
            return new Decisions(sound, raised, refused, bytes);
        }

        private static <R extends SpecificRecord> String hex(Subject<R> subject, R record) {
            return subject.name()
                    + HexFormat.of().formatHex(SingleObject.of(subject).encode(record));
        }

        /** @return those about the uploads of a range */
        Decisions within(ReplayRange range) {
            return of(
                    verdicts.stream()
                            .filter(verdict -> range.contains(verdict.getUploadBrokerTimeMillis()))
                            .toList(),
                    alerts.stream()
                            .filter(alert -> range.contains(alert.getUploadBrokerTimeMillis()))
                            .toList(),
                    rejects.stream()
                            .filter(reject -> range.contains(reject.getBrokerTimeMillis()))
                            .toList());
        }

        Alert alert(String uploadId) {
            return alerts.stream()
                    .filter(alert -> alert.getUploadId().equals(uploadId))
                    .findFirst()
                    .orElseThrow();
        }

        Map<String, Verdict> byUpload() {
            return verdicts.stream().collect(Collectors.toMap(Verdict::getUploadId, Function.identity()));
        }
    }

    @Test
    void whatWasRecordedIsJudgedAgainAsItWasAndOtherwiseWhereThatIsAskedFor() throws Exception {
        try (DetectorStack stack = DetectorStack.start(directory.resolve("stack"))) {
            Decisions live = record(stack);
            long records = recordsOn(stack);

            Decisions one = replay(stack, MODEL, 1, settings -> {});
            assertThat(one.bytes()).as("on one task, as live").isEqualTo(live.bytes());
            assertThat(replay(stack, MODEL, 2, settings -> {}).bytes()).isEqualTo(one.bytes());
            assertThat(replay(stack, MODEL, 4, settings -> {}).bytes()).isEqualTo(one.bytes());
            aPartOfTheRangeIsThatPartOfTheDecisions(stack, live);
            anExportIsAsGoodAsTheBroker(stack, live);
            anotherModelSeesTheReferencesOfTheMoment(stack, live);
            givenPoliciesHoldAllTheTime(stack, live);

            assertThat(recordsOn(stack)).as("nothing is written to a topic").isEqualTo(records);
            nothingIsCommitted(stack);
            whatMayBeGoneIsRefused(stack);
        }
    }

    private Decisions record(DetectorStack stack) throws Exception {
        Traffic traffic = new Traffic(stack, MODEL);
        JobClient detector =
                stack.flink.submit(stack.detector(settings(stack), MODEL, 2, inputs -> inputs), "detector");
        traffic.send(60);
        traffic.register("flooded", "films", FLOODED);
        traffic.register("disputed", "films", DISPUTED);
        stack.awaitVisibilityDelay();
        for (int i = 0; i < LOOKUPS; i++) {
            stack.sendLookup("lookup-" + i, TestPictures.png(i));
        }
        floodAndReview(stack);
        stack.sendPolicy(policy(PolicyKind.MATCH, 0.9));
        traffic.send(60);
        stack.sendPolicy(policy(PolicyKind.EXCLUDE, 0.04));
        traffic.send(40);
        stack.send(Subjects.POLICIES, "default", null);
        goOnAndRelease(stack);
        traffic.send(60);
        stack.sendUpload("blank", TestPictures.blank());
        stack.send(Subjects.UPLOADS, "garbage", new byte[] {1, 2, 3});
        ModelAnnouncement switched = ModelAnnouncement.newBuilder()
                .setModelId(TestingModel.ANOTHER)
                .setCommand(ModelCommand.ACTIVATE)
                .setLocation("file:///models/contrasty")
                .setBundleSha256("0".repeat(64))
                .build();
        stack.send(
                Subjects.MODELS,
                TestingModel.ANOTHER,
                SingleObject.of(Subjects.MODELS).encode(switched));
        stack.awaitVisibilityDelay();
        traffic.send(20);
        sendInATransaction(stack, "in-transaction");
        int verdicts = traffic.uploads().size() + OTHER_UPLOADS;
        int rejects = traffic.broken().size() + 1;
        stack.await(Subjects.VERDICTS, all -> all.size() >= verdicts + LOOKUPS);
        stack.await(Subjects.REJECTS, all -> all.size() >= rejects);
        stack.stop(detector);
        Decisions live = withoutLookups(stack);
        assertThat(live.verdicts()).hasSize(verdicts);
        assertThat(live.rejects()).hasSize(rejects);
        assertThat(live.verdicts())
                .extracting(Verdict::getOutcome)
                .as("the stream has all kinds of decisions")
                .contains(Outcome.MATCHED, Outcome.CLEAR, Outcome.EXCLUDED, Outcome.INDETERMINATE);
        assertThat(live.verdicts()).extracting(Verdict::getModelId).contains("testing", TestingModel.ANOTHER);
        theStreamHasFloodsRepeatsAndDisputes(live);
        return live;
    }

    private static void floodAndReview(DetectorStack stack) throws Exception {
        for (int i = 0; i <= FLOOD_LIMIT; i++) {
            stack.sendUpload("flood-" + i, TestPictures.shifted(FLOODED, i));
        }
        stack.sendUpload("again-0", TestPictures.shifted(FLOODED, 0));
        for (int i = 0; i < 2; i++) {
            stack.sendUpload("dispute-" + i, TestPictures.shifted(DISPUTED, i));
        }
        for (int i = 0; i < 2; i++) {
            review(stack, "dispute-" + i, ReviewDecision.DISMISSED);
        }
    }

    private static void goOnAndRelease(DetectorStack stack) throws Exception {
        stack.awaitVisibilityDelay();
        stack.sendUpload("flood-4", TestPictures.shifted(FLOODED, 4));
        stack.sendUpload("again-1", TestPictures.shifted(FLOODED, 0));
        stack.sendUpload("dispute-2", TestPictures.shifted(DISPUTED, 2));
        review(stack, "flood-4", ReviewDecision.CONFIRMED);
        stack.awaitVisibilityDelay();
        stack.sendUpload("flood-5", TestPictures.shifted(FLOODED, 5));
        stack.sendUpload("again-2", TestPictures.shifted(FLOODED, 0));
        stack.sendUpload("flood-6", TestPictures.shifted(FLOODED, 6));
    }

    private static void review(DetectorStack stack, String uploadId, ReviewDecision decision) throws Exception {
        Alert alert = stack.awaitOne(Subjects.ALERTS, each -> each.getUploadId().equals(uploadId));
        stack.sendReview(alert.getAlertId(), alert.getReferenceId(), decision);
    }

    private static void theStreamHasFloodsRepeatsAndDisputes(Decisions live) {
        assertThat(List.of("flood-2", "flood-3", "flood-4", "again-1", "flood-5", "again-2", "dispute-2"))
                .extracting(upload -> live.alert(upload).getDisposition())
                .containsExactly(
                        Disposition.RAISED,
                        Disposition.QUARANTINED,
                        Disposition.QUARANTINED,
                        Disposition.REPEATED,
                        Disposition.RAISED,
                        Disposition.REPEATED,
                        Disposition.RAISED);
        assertThat(live.alert("again-2").getRepeats()).isEqualTo(4);
        assertThat(live.alert("again-2").getRepeatOf())
                .isEqualTo(live.alert("flood-0").getAlertId());
        assertThat(live.alert("flood-6").getMatchesWithinHour())
                .as("the hour began anew")
                .isEqualTo(2);
        assertThat(live.alert("dispute-1").getDisputed()).isFalse();
        assertThat(live.alert("dispute-2").getDisputed()).isTrue();
    }

    /** Those that a replay makes: who asked was answered then, and nobody uploaded anything. */
    private static Decisions withoutLookups(DetectorStack stack) {
        List<Verdict> verdicts = stack.readAllDecoded(Subjects.VERDICTS);
        List<Alert> alerts = stack.readAllDecoded(Subjects.ALERTS);
        assertThat(verdicts).filteredOn(Verdict::getLookup).hasSize(LOOKUPS);
        assertThat(alerts).extracting(Alert::getDisposition).contains(Disposition.LOOKUP);
        return Decisions.of(
                verdicts.stream().filter(verdict -> !verdict.getLookup()).toList(),
                alerts.stream()
                        .filter(alert -> alert.getDisposition() != Disposition.LOOKUP)
                        .toList(),
                stack.readAllDecoded(Subjects.REJECTS));
    }

    private void aPartOfTheRangeIsThatPartOfTheDecisions(DetectorStack stack, Decisions live) throws Exception {
        long last = live.verdicts().stream()
                .mapToLong(Verdict::getUploadBrokerTimeMillis)
                .max()
                .orElseThrow();
        ReplayRange inTheFlood = new ReplayRange(live.alert("flood-4").getUploadBrokerTimeMillis(), last);
        Decisions part = run(stack, MODEL, 1, inTheFlood, settings -> {});

        assertThat(part.bytes())
                .as("with the floods, repeats and disputes of before")
                .isEqualTo(live.within(inTheFlood).bytes());
        assertThat(part.alerts()).hasSizeGreaterThan(6);
        assertThat(run(stack, MODEL, 2, inTheFlood, settings -> {}).bytes()).isEqualTo(part.bytes());
        assertThat(run(stack, MODEL, 4, inTheFlood, settings -> {}).bytes()).isEqualTo(part.bytes());
        assertThat(run(stack, MODEL, 1, new ReplayRange(last + 1, last + 60_000), settings -> {})
                        .bytes())
                .as("a range of nothing but the end of a transaction")
                .isEmpty();
    }

    private void anExportIsAsGoodAsTheBroker(DetectorStack stack, Decisions live) throws Exception {
        Path export = Files.createDirectory(directory.resolve("export"));
        for (Subject<?> subject : List.of(
                Subjects.UPLOADS,
                Subjects.FINGERPRINTS,
                Subjects.POLICIES,
                Subjects.MODELS,
                Subjects.REVIEWS,
                Subjects.ALERTS)) {
            write(export.resolve(subject.name() + ".avro"), stack.readAll(subject));
        }
        ReplayRange inTheFlood = new ReplayRange(
                live.alert("flood-4").getUploadBrokerTimeMillis(), Instant.now().toEpochMilli());
        Decisions exported = run(stack, MODEL, 2, inTheFlood, settings -> {
            settings.set(ReplayOptions.EXPORT, export.toUri().toString());
            settings.set(DetectorOptions.BOOTSTRAP_SERVERS, "localhost:1");
            // Of the cluster; a replay makes none.
            settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
        });

        assertThat(exported.bytes()).isEqualTo(live.within(inTheFlood).bytes());
    }

    /** The other model's distances are four times the first one's. */
    private void anotherModelSeesTheReferencesOfTheMoment(DetectorStack stack, Decisions live) throws Exception {
        Decisions other =
                replay(stack, TestingModel.another(), 2, settings -> settings.set(ReplayOptions.ONE_MODEL, true));
        Map<String, Verdict> before = live.byUpload();

        assertThat(other.verdicts()).hasSameSizeAs(live.verdicts());
        assertThat(other.verdicts()).extracting(Verdict::getModelId).containsOnly(TestingModel.ANOTHER);
        int compared = 0;
        for (Verdict verdict : other.verdicts()) {
            Verdict then = before.get(verdict.getUploadId());
            if (then.getModelId().equals("testing")) {
                assertThat(verdict.getRowsSearched())
                        .as("references that %s sees", verdict.getUploadId())
                        .isEqualTo(then.getRowsSearched());
                if (then.getNearestDistance() != null && verdict.getNearestDistance() != null) {
                    assertThat(verdict.getBestReference()).isEqualTo(then.getBestReference());
                    assertThat(verdict.getNearestDistance())
                            .isEqualTo(4 * then.getNearestDistance(), org.assertj.core.data.Offset.offset(1e-6));
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(30);
        assertThat(replay(stack, TestingModel.another(), 1, settings -> settings.set(ReplayOptions.ONE_MODEL, true))
                        .bytes())
                .isEqualTo(other.bytes());
    }

    private void givenPoliciesHoldAllTheTime(DetectorStack stack, Decisions live) throws Exception {
        Path policies = directory.resolve("policies.avro");
        Policy given = policy(PolicyKind.EXCLUDE, 0.05);
        write(
                policies,
                List.of(
                        givenPolicy(0, given),
                        givenPolicy(1, Policy.newBuilder(given).setBank("films").build())));
        Decisions excluded = replay(
                stack,
                MODEL,
                2,
                settings ->
                        settings.set(ReplayOptions.POLICIES, policies.toUri().toString()));

        assertThat(live.alerts()).isNotEmpty();
        assertThat(excluded.alerts()).isEmpty();
        assertThat(excluded.verdicts())
                .filteredOn(verdict -> verdict.getNearestDistance() != null)
                .isNotEmpty()
                .allSatisfy(verdict -> assertThat(verdict.getOutcome()).isEqualTo(Outcome.EXCLUDED));
        assertThat(excluded.verdicts())
                .allSatisfy(verdict -> assertThat(
                                verdict.getPolicies().get(0).getRecord().getTopic())
                        .isEqualTo("given"));
    }

    private static ConsumerRecord<byte[], byte[]> givenPolicy(long offset, Policy policy) {
        return new ConsumerRecord<>(
                "given",
                0,
                offset,
                policy.getBank().getBytes(StandardCharsets.UTF_8),
                SingleObject.of(Subjects.POLICIES).encode(policy));
    }

    private void nothingIsCommitted(DetectorStack stack) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafka.bootstrapServers()))) {
            assertThat(admin.listConsumerGroupOffsets("rlpips-replay-uploads")
                            .partitionsToOffsetAndMetadata()
                            .get())
                    .isEmpty();
        }
    }

    private void whatMayBeGoneIsRefused(DetectorStack stack) throws Exception {
        Configuration settings = stack.configuration();
        Instant now = Instant.parse("2026-01-31T12:00:00Z");
        ReplayRange lastMonth = ReplayRange.of("-29d", "-1h", now);
        assertThat(ReplayHorizon.gaps(settings, lastMonth, now)).isEmpty();
        assertThat(ReplayHorizon.gaps(settings, ReplayRange.of("-31d", "now", now), now))
                .extracting(ReplayHorizon.Gap::topic)
                .contains("uploads", "verdicts", "alerts", "rejects", "fingerprints", "policies", "models");
        assertThat(ReplayHorizon.gaps(settings, ReplayRange.of("2026-01-01T13:00:00Z", "now", now), now))
                .extracting(ReplayHorizon.Gap::text)
                .as("the guard goes back two hours behind the range")
                .containsExactly("topic alerts has retention.ms=2592000000: a replay can begin at 2026-01-01T14:00:00Z,"
                        + " not before");

        set(stack, Subjects.FINGERPRINTS, TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, "3600000");
        assertThatThrownBy(() -> ReplayHorizon.require(settings, lastMonth, now))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("topic fingerprints has min.compaction.lag.ms=3600000:"
                        + " a replay can begin at 2026-01-31T11:00:00.300Z, not before");
        ReplayHorizon.require(settings, ReplayRange.of("-59m", "now", now), now);
        long thirtyOneDays = Duration.ofDays(31).toMillis();
        set(stack, Subjects.REVIEWS, TopicConfig.RETENTION_MS_CONFIG, Long.toString(thirtyOneDays));
        assertThatThrownBy(() -> ReplayHorizon.require(settings, lastMonth, now))
                .as("of the reviews that dispute a reference on the first day some may be gone")
                .hasMessageContaining(
                        "topic reviews has retention.ms=%d: a replay can begin at 2026-01-30T12:00:00.300Z"
                                .formatted(thirtyOneDays));
        settings.set(ReplayOptions.ALLOW_INCOMPLETE, true);
        ReplayHorizon.require(settings, lastMonth, now);

        set(stack, Subjects.UPLOADS, TopicConfig.RETENTION_BYTES_CONFIG, "1000000");
        set(stack, Subjects.POLICIES, TopicConfig.CLEANUP_POLICY_CONFIG, "compact,delete");
        assertThat(ReplayHorizon.gaps(settings, ReplayRange.of("-1m", "now", now), now))
                .extracting(ReplayHorizon.Gap::text)
                .containsExactly(
                        "topic uploads has retention.bytes=1000000: it does not guarantee that anything is kept for a"
                                + " replay",
                        "topic policies has cleanup.policy=compact,delete: it does not guarantee that anything is kept"
                                + " for a replay");
    }

    private static void set(DetectorStack stack, Subject<?> subject, String setting, String value) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafka.bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, Topics.name(subject, stack.configuration())),
                            List.of(new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    private Decisions replay(
            DetectorStack stack, ModelSource model, int parallelism, java.util.function.Consumer<Configuration> options)
            throws Exception {
        return run(stack, model, parallelism, ReplayRange.of("-1h", "now", Instant.now()), options);
    }

    private Decisions run(
            DetectorStack stack,
            ModelSource model,
            int parallelism,
            ReplayRange range,
            java.util.function.Consumer<Configuration> options)
            throws Exception {
        Path output = directory.resolve("replay-" + runs++);
        Configuration settings = settings(stack);
        settings.set(ReplayOptions.OUTPUT, output.toUri().toString());
        options.accept(settings);
        StreamExecutionEnvironment env = stack.flink.environment(settings);
        env.setParallelism(parallelism);
        ReplayJob.define(env, settings, range, model);
        stack.flink.submit(env, "replay").getJobExecutionResult().get();
        assertThat(output).as("also where there is nothing to decide").isDirectory();
        return Decisions.of(
                decided(output, Subjects.VERDICTS),
                decided(output, Subjects.ALERTS),
                decided(output, Subjects.REJECTS));
    }

    private static <R extends SpecificRecord> List<R> decided(Path output, Subject<R> subject) throws IOException {
        List<R> all = new ArrayList<>();
        Path folder = output.resolve(subject.name());
        if (!Files.exists(folder)) {
            return all;
        }
        try (Stream<Path> parts = Files.list(folder)) {
            for (Path part : parts.toList()) {
                assertThat(part.getFileName().toString()).startsWith("part-");
                try (DataFileReader<R> reader =
                        new DataFileReader<>(part.toFile(), new SpecificDatumReader<>(subject.recordClass()))) {
                    reader.forEach(all::add);
                }
            }
        }
        return all;
    }

    private static void write(Path file, List<ConsumerRecord<byte[], byte[]>> records) throws IOException {
        List<BrokerRecord> lying = new ArrayList<>();
        ListCollector<BrokerRecord> collector = new ListCollector<>(lying);
        records.forEach(record -> new BrokerRecordSchema().deserialize(record, collector));
        try (DataFileWriter<GenericRecord> writer =
                new DataFileWriter<>(new GenericDatumWriter<>(RecordedSchema.AVRO))) {
            writer.create(RecordedSchema.AVRO, file.toFile());
            for (BrokerRecord record : lying) {
                writer.append(RecordedSchema.toAvro(record));
            }
        }
    }

    private static long recordsOn(DetectorStack stack) {
        return Subjects.all().stream()
                .mapToLong(subject -> stack.readAll(subject).size())
                .sum();
    }

    private static void sendInATransaction(DetectorStack stack, String id) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                stack.kafka.bootstrapServers(),
                "transactional.id",
                "test",
                "delivery.timeout.ms",
                (int) Duration.ofSeconds(60).toMillis());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            byte[] upload = SingleObject.of(Subjects.UPLOADS)
                    .encode(DetectorStack.upload(id, DetectorStack.inline(TestPictures.png(1))));
            producer.send(new ProducerRecord<>(
                    Topics.name(Subjects.UPLOADS, stack.configuration()), id.getBytes(StandardCharsets.UTF_8), upload));
            producer.commitTransaction();
        }
    }

    private static Configuration settings(DetectorStack stack) {
        Configuration settings = stack.configuration();
        settings.set(DetectorOptions.FLOOD_LIMIT, FLOOD_LIMIT);
        settings.set(DetectorOptions.DISPUTE_REVIEWS, 2);
        return settings;
    }

    private static Policy policy(PolicyKind kind, double maximumDistance) {
        return Policy.newBuilder()
                .setBank("default")
                .setKind(kind)
                .setMaximumDistance(maximumDistance)
                .build();
    }
}
