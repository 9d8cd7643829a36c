package io.rlpips.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.local.erasure.SavedTraces;
import io.rlpips.local.exchange.Arrival;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.NewestRecords;
import io.rlpips.local.exchange.RawTopic;
import io.rlpips.local.exchange.ReadProgress;
import io.rlpips.local.exchange.Reader;
import io.rlpips.local.exchange.Sender;
import io.rlpips.local.session.LocalStack;
import io.rlpips.local.session.ModelChoice;
import io.rlpips.local.session.Payloads;
import io.rlpips.local.session.Picture;
import io.rlpips.local.session.SearchChoice;
import io.rlpips.local.session.StackSettings;
import io.rlpips.metric.image.PngFile;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Cleanup;
import io.rlpips.schemas.Reference;
import io.rlpips.schemas.ReferenceFingerprints;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code reference erase} promises: of topics that a real broker compacts, and of the jobs' savepoints. */
class EraseITCase {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);
    private static final Duration HORIZON = Duration.ofSeconds(2);
    private static final long HOUR_MS = 3_600_000;
    private static final String SECRET = "unmistakable.png";
    private static final String KEPT = "neighbour.png";
    private static final int SIDE = 96;
    private static final int SQUARES = 6;

    @TempDir
    private Path folder;

    private Broker broker;
    private int ticks;

    @Test
    void anErasedReferenceIsGoneFromTopicsAndStateOnceTheSettingsLetItAndNotBefore() throws Exception {
        Path pictures = pictures();
        byte[] secret;
        byte[] kept;
        try (LocalStack stack = LocalStack.start(settings())) {
            broker = stack.broker();
            keepForAnHour();
            run(0, "reference", "add", pictures);
            secret = master(SECRET);
            kept = master(KEPT);
            matchAndReview(Files.copy(pictures.resolve(SECRET), folder.resolve("copy.png")));
            whatIsUnknownIsRefused();
            String proof = run(1, "reference", "erase", SECRET, "--prove").results();
            assertThat(lastLine(proof)).startsWith("NOT YET: ").contains("never all of references, fingerprints");

            JsonNode told =
                    JSON.readTree(run(0, "reference", "erase", SECRET, "--json").results());
            assertThat(told.get("erased").asBoolean()).isFalse();
            requireMoments(told);
            assertThat(NewestRecords.read(broker, Subjects.REFERENCE_STATUS)).containsOnlyKeys(KEPT);
            aTopicThatKeepsForEverIsNamed();

            keepForAMoment();
            await(() -> goneAsTimePasses(Subjects.REFERENCES) && goneAsTimePasses(Subjects.FINGERPRINTS));
            await(this::proved);
            namesInASavepointAreToldOf();
            assertThat(lastLine(run(1, "reference", "erase", KEPT, "--prove").results()))
                    .startsWith("NOT YET: ");
            passTheHorizonOfTheState();
        }
        for (String job : List.of("references", "detector")) {
            List<byte[]> savepoint = savepoint(job);
            assertThat(contain(savepoint, kept))
                    .as(job + ": the other's picture")
                    .isTrue();
            assertThat(naming(job, KEPT)).as(job + ": its name").isNotEmpty();
            assertThat(contain(savepoint, secret)).as(job + ": the picture").isFalse();
            assertThat(naming(job, SECRET)).as(job + ": the name").isEmpty();
        }
    }

    private StackSettings settings() {
        Configuration jobs = new Configuration();
        jobs.set(CoreOptions.DEFAULT_PARALLELISM, 1);
        jobs.set(DetectorOptions.REPLAY_HORIZON, HORIZON);
        jobs.set(DetectorOptions.HISTORY, Duration.ofSeconds(1));
        jobs.set(DetectorOptions.VISIBILITY_DELAY, Duration.ofMillis(300));
        jobs.set(DetectorOptions.HEARTBEAT_INTERVAL, Duration.ofMillis(100));
        jobs.set(DetectorOptions.CHECKPOINT_INTERVAL, Duration.ofMillis(300));
        jobs.set(DetectorOptions.UPLOAD_IDLENESS, Duration.ofMillis(300));
        return new StackSettings(
                folder.resolve("stack"),
                true,
                OptionalInt.empty(),
                ModelChoice.builtIn(),
                OptionalDouble.empty(),
                List.of(),
                List.of(),
                SearchChoice.PLAIN,
                jobs);
    }

    private Path pictures() throws IOException {
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        Files.write(pictures.resolve(SECRET), drawn(1));
        Files.write(pictures.resolve(KEPT), drawn(2));
        return pictures;
    }

    /** Squares of random colours: quickly drawn, and no two alike. */
    private static byte[] drawn(long seed) {
        byte[] colours = new byte[3 * SQUARES * SQUARES];
        new Random(seed).nextBytes(colours);
        byte[] pixels = new byte[3 * SIDE * SIDE];
        for (int at = 0; at < SIDE * SIDE; at++) {
            int square = at / SIDE * SQUARES / SIDE * SQUARES + at % SIDE * SQUARES / SIDE;
            System.arraycopy(colours, 3 * square, pixels, 3 * at, 3);
        }
        return PngFile.of(new RgbImage(SIDE, SIDE, pixels));
    }

    /** So that verdict, alert and review name it, and the guard keeps something of it. */
    private void matchAndReview(Path picture) {
        await(() -> judged(picture).equals("MATCHED"));
        await(() -> !alerts().isEmpty());
        run(0, "review", alerts().iterator().next().getAlertId(), "--dismissed");
    }

    private Collection<Alert> alerts() {
        return NewestRecords.read(broker, Subjects.ALERTS).values();
    }

    private void whatIsUnknownIsRefused() {
        assertThat(run(2, "reference", "erase", "unheard-of").remarks()).contains("no such reference: unheard-of");
    }

    private void requireMoments(JsonNode told) {
        Instant ended = removal();
        JsonNode references = topic(told, "references");
        assertThat(references.get("pictures").get("records").asInt()).isEqualTo(1);
        assertThat(Instant.parse(references.get("pictures").get("notBefore").asText()))
                .isEqualTo(ended.plusMillis(HOUR_MS));
        assertThat(references.get("names").get("records").asInt()).isEqualTo(1);
        assertThat(Instant.parse(references.get("names").get("notBefore").asText()))
                .isEqualTo(ended.plusMillis(2 * HOUR_MS));
        assertThat(topic(told, "fingerprints").get("pictures").get("records").asInt())
                .isEqualTo(1);
        for (String named : List.of("reference-status", "verdicts", "alerts", "reviews")) {
            assertThat(topic(told, named).get("names").get("records").asInt())
                    .as(named)
                    .isPositive();
        }
        assertThat(told.get("topics"))
                .allSatisfy(topic -> assertThat(topic.get("keptForEver").isNull())
                        .as(topic.toString())
                        .isTrue());
    }

    private Instant removal() {
        try (Reader<Reference> references = broker.readerFromStart(Subjects.REFERENCES)) {
            return references.readToEnd().stream()
                    .filter(arrival -> arrival.key().equals(SECRET) && arrival.tombstone())
                    .map(Arrival::brokerTimeMillis)
                    .map(Instant::ofEpochMilli)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void aTopicThatKeepsForEverIsNamed() throws Exception {
        alter(Subjects.ALERTS, Map.of("retention.ms", "-1"));
        assertThat(run(1, "reference", "erase", SECRET, "--prove").results())
                .contains("NEVER: alerts has cleanup.policy=delete, retention.ms=-1")
                .contains("; as set, never all of alerts");
    }

    private void keepForAnHour() throws Exception {
        for (Subject<?> subject : Subjects.all()) {
            alter(
                    subject,
                    subject.cleanup() == Cleanup.BY_KEY
                            ? Map.of(
                                    "min.compaction.lag.ms", Long.toString(HOUR_MS),
                                    "delete.retention.ms", Long.toString(HOUR_MS))
                            : Map.of("retention.ms", Long.toString(HOUR_MS)));
        }
    }

    /** Uploads stay: the detector has to find them. */
    private void keepForAMoment() throws Exception {
        for (Subject<?> subject : Subjects.all()) {
            Map<String, String> settings = new HashMap<>(Map.of("segment.ms", "200"));
            if (subject.cleanup() == Cleanup.BY_KEY) {
                settings.put("min.compaction.lag.ms", "0");
                settings.put("delete.retention.ms", "100");
                settings.put("min.cleanable.dirty.ratio", "0.001");
            } else if (subject != Subjects.UPLOADS) {
                settings.put("retention.ms", "500");
            }
            alter(subject, settings);
        }
    }

    private void alter(Subject<?> subject, Map<String, String> settings) throws Exception {
        List<AlterConfigOp> changes = new ArrayList<>();
        settings.forEach((name, value) ->
                changes.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.incrementalAlterConfigs(
                            Map.of(new ConfigResource(ConfigResource.Type.TOPIC, subject.name()), changes))
                    .all()
                    .get();
        }
    }

    private boolean proved() {
        passTime();
        CommandLineRun proof = command("reference", "erase", SECRET, "--prove");
        assertThat(lastLine(proof.results())).startsWith(proof.exitCode() == 0 ? "ERASED" : "NOT YET: ");
        return proof.exitCode() == 0;
    }

    private void namesInASavepointAreToldOf() throws IOException {
        Path state = Files.createDirectory(folder.resolve("state-with-names"));
        try (OutputStream metadata = Files.newOutputStream(state.resolve("_metadata"))) {
            Checkpoints.storeCheckpointMetadata(new CheckpointMetadata(1, List.of(), List.of()), metadata);
        }
        Files.write(state.resolve("state"), utf8("state of " + SECRET));

        assertThat(lastLine(run(1, "reference", "erase", SECRET, "--prove", "--savepoint", state)
                        .results()))
                .isEqualTo("NOT YET: nothing is on the topics, and names are in the savepoints");
        Files.write(state.resolve("state"), utf8("state of " + KEPT));
        assertThat(lastLine(run(0, "reference", "erase", SECRET, "--prove", "--savepoint", state)
                        .results()))
                .isEqualTo("ERASED");
    }

    private boolean goneAsTimePasses(Subject<?> subject) {
        passTime();
        AtomicBoolean found = new AtomicBoolean();
        try (RawTopic topic = broker.everythingOn(subject)) {
            topic.visitAll(record -> found.compareAndSet(false, record.keyText().endsWith(SECRET)), ReadProgress.NONE);
        }
        return !found.get();
    }

    /** What is written closes the segments that hold what was written before. */
    private void passTime() {
        try (Sender sender = broker.sender()) {
            Picture other = Picture.inMemory("tick-" + ticks, drawn(3));
            sender.send(Subjects.UPLOADS, other.id(), Payloads.upload(other, ""));
            sender.sendTombstone(Subjects.REFERENCES, "nobody-" + ticks++);
            sender.flush();
        }
    }

    /** Each is judged behind the time that the one before brought, so the third has the whole job behind the first. */
    private void passTheHorizonOfTheState() throws Exception {
        alter(Subjects.VERDICTS, Map.of("retention.ms", Long.toString(HOUR_MS)));
        for (int i = 0; i < 3; i++) {
            Path other = folder.resolve("unrelated-%d.png".formatted(i));
            Files.write(other, drawn(3));
            assertThat(judged(other)).isEqualTo("CLEAR");
        }
    }

    private String judged(Path picture) {
        try {
            return JSON.readTree(run(0, "upload", picture, "--wait", "--json").results())
                    .get("outcome")
                    .asText();
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private byte[] master(String reference) {
        ReferenceFingerprints found = NewestRecords.read(broker, Subjects.FINGERPRINTS).values().stream()
                .filter(record -> record.getReferenceId().equals(reference))
                .findFirst()
                .orElseThrow();
        byte[] master = new byte[found.getMasterImage().remaining()];
        found.getMasterImage().duplicate().get(master);
        return master;
    }

    /** @return the files of the one that the job left when it was stopped */
    private List<byte[]> savepoint(String job) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder.resolve("stack/state").resolve(job))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                if (file.toString().contains("savepoint-")) {
                    files.put(file.toString(), Files.readAllBytes(file));
                }
            }
        }
        assertThat(files.keySet()).as(job).anyMatch(file -> file.endsWith("_metadata"));
        return List.copyOf(files.values());
    }

    private List<Path> naming(String job, String reference) throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("stack/state").resolve(job))) {
            List<Path> savepoints = all.filter(
                            each -> each.getFileName().toString().startsWith("savepoint-"))
                    .toList();
            assertThat(savepoints).as(job).hasSize(1);
            return SavedTraces.of(savepoints.get(0), Set.of(reference)).naming();
        }
    }

    private static boolean contain(List<byte[]> files, byte[] wanted) {
        String bytes = new String(wanted, StandardCharsets.ISO_8859_1);
        return files.stream().anyMatch(file -> new String(file, StandardCharsets.ISO_8859_1).contains(bytes));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode topic(JsonNode told, String name) {
        for (JsonNode topic : told.get("topics")) {
            if (topic.get("topic").asText().equals(name)) {
                return topic;
            }
        }
        throw new AssertionError("no topic " + name + " in " + told);
    }

    private static String lastLine(String text) {
        List<String> lines = text.lines().toList();
        return lines.get(lines.size() - 1);
    }

    private static void await(BooleanSupplier holds) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
        }
    }

    private CommandLineRun run(int exitCode, Object... words) {
        CommandLineRun run = command(words);
        assertThat(run.exitCode()).as(run.remarks() + run.results()).isEqualTo(exitCode);
        return run;
    }

    private CommandLineRun command(Object... words) {
        List<Object> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--bootstrap-servers", broker.bootstrapServers()));
        return CommandLineRun.of(all.toArray());
    }
}
