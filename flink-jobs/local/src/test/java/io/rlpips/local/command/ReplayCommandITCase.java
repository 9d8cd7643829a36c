package io.rlpips.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlpips.detector.ReplayJob;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.Reader;
import io.rlpips.local.exchange.RecordJson;
import io.rlpips.local.exchange.Sender;
import io.rlpips.local.gallery.Gallery;
import io.rlpips.local.session.LocalStack;
import io.rlpips.local.session.ModelChoice;
import io.rlpips.local.session.SearchChoice;
import io.rlpips.local.session.StackSettings;
import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.bundle.BundleWriter;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.weights.Precision;
import io.rlpips.metric.weights.WeightTensor;
import io.rlpips.schemas.Policy;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import io.rlpips.training.distortion.GaussianBlur;
import io.rlpips.training.distortion.PictureEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.configuration.Configuration;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a detector decided, decided again through the command people use: the same, by another model, other policies. */
class ReplayCommandITCase {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REFERENCES = 3;
    private static final int UPLOADS = 9;

    @TempDir
    private Path folder;

    @Test
    void thePastIsReproducedAndWhatWouldHaveBeenOtherwiseIsTold() throws Exception {
        Path references = DrawnReferences.write(folder.resolve("references"), REFERENCES);
        Path uploads = uploads();
        StackSettings settings = StackSettings.forOneRun(
                        folder.resolve("stack"),
                        ModelChoice.builtIn(),
                        OptionalDouble.empty(),
                        List.of(),
                        SearchChoice.PLAIN)
                .with(new Configuration());
        try (LocalStack stack = LocalStack.start(settings)) {
            String servers = stack.broker().bootstrapServers();
            run("upload", uploads.resolve("copy-1.jpg"), "--wait", "--bootstrap-servers", servers);
            run("reference", "add", references, "--bootstrap-servers", servers);
            awaitMatch(uploads.resolve("copy-0.jpg"), servers);
            run("upload", uploads, "--wait", "--json", "--bootstrap-servers", servers);
            awaitRetroactive(stack.broker());

            asItWas(servers, stack.broker());
            asItWasFromTheMiddleOn(servers, stack.broker());
            asAJobOnAnExport(servers);
            fromTables(servers);
            againstReviews(servers, stack.broker());
            byAnotherModel(servers);
            byOtherPolicies(servers);
            byAnotherFloodLimit(servers);
            refusals(servers);
            whatAnybodyWritesToTheDecisionsEndsNothing(uploads, servers, stack.broker());
        }
    }

    /** Copies, blurred copies, others, and a file that is no picture. */
    private Path uploads() throws IOException {
        Path uploads = Files.createDirectory(folder.resolve("uploads"));
        List<String> labels = new ArrayList<>(List.of("upload,reference,edit", "elsewhere.png,,"));
        List<Gallery.Drawing> references = Gallery.references(REFERENCES);
        for (int i = 0; i < REFERENCES; i++) {
            RgbImage reference = references.get(i).picture();
            Files.write(uploads.resolve("copy-%d.jpg".formatted(i)), PictureEncoder.jpeg(reference, 90));
            Files.write(
                    uploads.resolve("blurred-%d.jpg".formatted(i)),
                    PictureEncoder.jpeg(new GaussianBlur(2).apply(reference), 90));
            labels.add("copy-%d.jpg,picture-%d.png,recompressed".formatted(i, i));
            labels.add("blurred-%d.jpg,picture-%d.png,blurred".formatted(i, i));
        }
        List<Gallery.Drawing> others = Gallery.unrelated(2);
        for (int i = 0; i < others.size(); i++) {
            Files.write(
                    uploads.resolve("other-%d.jpg".formatted(i)),
                    PictureEncoder.jpeg(others.get(i).picture(), 90));
            labels.add("other-%d.jpg,,".formatted(i));
        }
        Files.writeString(uploads.resolve("broken.jpg"), "no picture");
        Files.write(folder.resolve("labels.csv"), labels);
        return uploads;
    }

    private void asItWas(String servers, Broker broker) throws IOException {
        Path out = folder.resolve("again");
        CommandLineRun run = run(
                "replay",
                "--bootstrap-servers",
                servers,
                "--out",
                out,
                "--labels",
                folder.resolve("labels.csv"),
                "--parallelism",
                1);
        RunFolder replayed = RunFolder.read(out);

        assertThat(sorted(replayed.verdicts())).isEqualTo(sorted(recorded(broker, Subjects.VERDICTS)));
        List<JsonNode> alerts = recorded(broker, Subjects.ALERTS);
        List<JsonNode> ofTheirMoment = alerts.stream()
                .filter(alert -> !alert.get("retroactive").asBoolean())
                .toList();
        assertThat(sorted(replayed.alerts())).isEqualTo(sorted(ofTheirMoment));
        int retroactive = alerts.size() - ofTheirMoment.size();
        assertThat(replayed.summary().at("/replay/retroactiveAtTheTime").asInt())
                .isEqualTo(retroactive);
        assertThat(run.results()).contains("retroactive alerts of the time, not compared: " + retroactive);
        assertThat(sorted(replayed.rejects())).isEqualTo(sorted(recorded(broker, Subjects.REJECTS)));
        assertThat(replayed.summary().at("/replay/new").asInt()).isZero();
        assertThat(replayed.summary().at("/replay/lost").asInt()).isZero();
        assertThat(replayed.summary().at("/replay/changed").asInt()).isZero();
        int same = replayed.summary().at("/replay/same").asInt();
        assertThat(same).isEqualTo(2 * REFERENCES);
        assertThat(replayed.summary().at("/replay/matchesWithoutAlert/same").asInt())
                .as("repeats")
                .isEqualTo(replayed.alerts().size() - same);
        assertThat(replayed.summary().at("/matchesByDisposition/RAISED").asInt())
                .isEqualTo(same);
        assertThat(replayed.summary().at("/replay/undecidedAtTheTime").asInt()).isZero();
        assertThat(replayed.summary().at("/uploads").asInt()).isGreaterThan(UPLOADS);
        assertThat(replayed.summary().has("latencyMillis")).isFalse();
        assertThat(replayed.summary().at("/scores/recall").asDouble()).isEqualTo(1);
        assertThat(replayed.summary().at("/scores/f1").asDouble()).isEqualTo(1);
        assertThat(replayed.summary().at("/scores/microAveragePrecision").asDouble())
                .isEqualTo(1);
        assertThat(replayed.summary()
                        .at("/scores/recallBy/edit/blurred/averagePrecision")
                        .asDouble())
                .isEqualTo(1);
        assertThat(run.results()).contains("0 new, 0 lost, 0 changed", "report: ");
        assertThat(run.remarks())
                .contains("1 of 9 labelled uploads are not of the range")
                .doesNotContain("WARNING");
        assertThat(Files.readString(out.resolve("report.html")))
                .contains(
                        "Against the alerts of the time",
                        "copy-1.jpg",
                        "No alert is new, none is lost and none has changed.");
    }

    /** What was before the range is known to it: the same content repeats what it repeated then. */
    private void asItWasFromTheMiddleOn(String servers, Broker broker) throws IOException {
        JsonNode repeated = recorded(broker, Subjects.ALERTS).stream()
                .filter(alert -> alert.get("disposition").asText().equals("REPEATED")
                        && !alert.get("retroactive").asBoolean())
                .max(Comparator.comparingLong(
                        alert -> alert.get("uploadBrokerTimeMillis").asLong()))
                .orElseThrow();
        Path out = folder.resolve("from-the-middle");
        run(
                "replay",
                "--from",
                Instant.ofEpochMilli(repeated.get("uploadBrokerTimeMillis").asLong()),
                "--out",
                out,
                "--bootstrap-servers",
                servers);
        RunFolder replayed = RunFolder.read(out);

        for (String kind : List.of("new", "lost", "changed", "matchesWithoutAlert/new", "matchesWithoutAlert/lost")) {
            assertThat(replayed.summary().at("/replay/" + kind).asInt())
                    .as(kind)
                    .isZero();
        }
        assertThat(sorted(replayed.alerts())).contains(sorted(List.of(repeated)).get(0));
    }

    /** The job of a cluster on an export, its decisions compared by the command. */
    private void asAJobOnAnExport(String servers) throws Exception {
        Path export = folder.resolve("export");
        Path decisions = folder.resolve("decisions");
        Path out = folder.resolve("exported");
        JsonNode counts = JSON.readTree(run("export", "--out", export, "--json", "--bootstrap-servers", servers)
                .results());
        ReplayJob.main(new String[] {
            "--rlpips.replay.export",
            export.toUri().toString(),
            "--rlpips.replay.output",
            decisions.toUri().toString(),
            "--rlpips.replay.from",
            "1h",
            "--parallelism.default",
            "2"
        });
        run("replay", "--export", export, "--results", decisions, "--out", out, "--json");

        assertThat(counts.get("uploads").asInt())
                .isEqualTo(RunFolder.read(out).summary().get("uploads").asInt());
        assertThat(counts.get("fingerprints").asInt()).isEqualTo(REFERENCES);
        requireSame(out);
        beyond(export);
        nothing(export);
    }

    private void beyond(Path export) {
        CommandLineRun run =
                CommandLineRun.of("replay", "--export", export, "--from", "-30d", "--out", folder.resolve("beyond"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.remarks()).contains("was asked for, the export is of ");
    }

    private void nothing(Path export) throws IOException {
        Path none = Files.createDirectory(folder.resolve("no-decisions"));
        Path out = folder.resolve("nothing");
        JsonNode summary = JSON.readTree(run(
                        "replay",
                        "--export",
                        export,
                        "--results",
                        none,
                        "--from",
                        "-50m",
                        "--to",
                        "-40m",
                        "--out",
                        out,
                        "--json")
                .results());

        assertThat(summary.get("uploads").asInt()).isZero();
        assertThat(summary.at("/replay/lost").asInt()).isZero();
        CommandLineRun undecided = run("replay", "--export", export, "--results", none, "--out", out);
        assertThat(undecided.remarks())
                .contains(
                        "WARNING: at the time judged ["
                                + BundleReader.readDefault().modelId(),
                        "], now []");
    }

    /** What people found is what a replay is scored by, and a set of pictures. */
    private void againstReviews(String servers, Broker broker) throws IOException {
        Path pairs = folder.resolve("pairs.csv");
        run("review", raised(broker, "copy-0.jpg"), "--confirmed", "--bootstrap-servers", servers);
        run("review", raised(broker, "blurred-0.jpg"), "--dismissed", "--bootstrap-servers", servers);
        JsonNode exported = JSON.readTree(run(
                        "review",
                        "export",
                        "--out",
                        pairs,
                        "--pictures",
                        folder.resolve("reviewed"),
                        "--json",
                        "--bootstrap-servers",
                        servers)
                .results());
        JsonNode summary = JSON.readTree(run(
                        "replay",
                        "--export",
                        folder.resolve("export"),
                        "--results",
                        folder.resolve("decisions"),
                        "--labels",
                        pairs,
                        "--out",
                        folder.resolve("reviews"),
                        "--json")
                .results());

        assertThat(exported.get("pictures").toString()).isEqualTo("{\"pairs\":2,\"triplets\":1,\"without\":0}");
        assertThat(summary.at("/scores/labelledPairs").asInt()).isEqualTo(1);
        assertThat(summary.at("/scores/recall").asDouble()).isEqualTo(1);
        assertThat(summary.at("/scores/precision").asDouble())
                .as("one of the two reviewed matches was dismissed, of others nobody knows")
                .isEqualTo(0.5);
        assertThat(summary.at("/scores/microAveragePrecision").asDouble()).isGreaterThan(0);
    }

    private static String raised(Broker broker, String uploadId) {
        return recorded(broker, Subjects.ALERTS).stream()
                .filter(alert -> alert.get("uploadId").asText().equals(uploadId)
                        && alert.get("disposition").asText().equals("RAISED"))
                .findFirst()
                .orElseThrow()
                .get("alertId")
                .asText();
    }

    /** An export of Parquet files, among which is an Avro one under a name that is not its own. */
    private void fromTables(String servers) throws IOException {
        Path tables = folder.resolve("tables");
        Path out = folder.resolve("from-tables");
        JsonNode counts = JSON.readTree(
                run("export", "--format", "parquet", "--out", tables, "--json", "--bootstrap-servers", servers)
                        .results());
        Files.copy(
                folder.resolve("export").resolve("models.avro"),
                tables.resolve("models.parquet"),
                StandardCopyOption.REPLACE_EXISTING);
        run("replay", "--export", tables, "--out", out, "--parallelism", 2);

        assertThat(counts.get("uploads").asInt())
                .isEqualTo(RunFolder.read(out).summary().get("uploads").asInt());
        assertThat(Files.readString(out.resolve("report.html"))).contains("copy-1.jpg");
        requireSame(out);
        damaged(tables);
    }

    private void damaged(Path tables) throws IOException {
        Path uploads = tables.resolve("uploads.parquet");
        byte[] bytes = Files.readAllBytes(uploads);
        // Within the page of the largest column, which the footer says nothing of.
        bytes[bytes.length / 2]++;
        Files.write(uploads, bytes);
        CommandLineRun run = CommandLineRun.of("replay", "--export", tables, "--out", folder.resolve("from-damaged"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.remarks()).contains("uploads.parquet is damaged: column value: a page at byte", "checksum");
    }

    private void requireSame(Path out) throws IOException {
        for (String file : List.of("verdicts.jsonl", "alerts.jsonl", "rejects.jsonl", "differences.jsonl")) {
            assertThat(sorted(lines(out.resolve(file))))
                    .as(file)
                    .isEqualTo(sorted(lines(folder.resolve("again").resolve(file))));
        }
    }

    /** Its distances are four times those of the model of the time. */
    private void byAnotherModel(String servers) throws IOException {
        Path bundle = folder.resolve("another");
        BundleWriter.write(louder(BundleReader.readDefault()), bundle, Precision.FLOAT32);
        Path out = folder.resolve("another-model");
        Path policies = Files.writeString(
                folder.resolve("of-others.jsonl"), "{\"bank\": \"default\", \"maximumDistances\": {\"other\": 0.2}}\n");
        CommandLineRun run = run(
                "replay",
                "--model",
                bundle,
                "--policy",
                policies,
                "--threshold",
                1e-6,
                "--out",
                out,
                "--bootstrap-servers",
                servers);
        List<JsonNode> differences = lines(out.resolve("differences.jsonl"));

        assertThat(run.results()).contains(" 0 new, ", "LOST", "blurred-1.jpg", "picture-1.png");
        assertThat(differences)
                .hasSize(RunFolder.read(folder.resolve("again")).alerts().size())
                .allSatisfy(difference -> {
                    assertThat(difference.get("kind").asText()).isEqualTo("LOST");
                    double then = difference.at("/then/distance").asDouble();
                    assertThat(difference.at("/now/distance").asDouble())
                            .isCloseTo(4 * then, org.assertj.core.data.Percentage.withPercentage(2));
                    assertThat(difference.at("/now/modelId").asText()).isEqualTo("louder");
                });
        assertThat(run.remarks())
                .contains("the policy of bank 'default' has a distance for other models and none for louder");
        Document report = Jsoup.parse(Files.readString(out.resolve("report.html")));
        assertThat(report.text()).contains("blurred-1.jpg", "louder");
        assertThat(report.select("#lost tbody tr"))
                .as("lost alerts with their pictures")
                .hasSize(2 * REFERENCES);
        assertThat(report.select("#lost img[alt=The upload]")).hasSize(2 * REFERENCES);
        assertThat(report.select("#configuration").text()).contains("policy of bank default", "other: 0.2");
    }

    private void byOtherPolicies(String servers) throws IOException {
        Path policies = folder.resolve("policies.jsonl");
        Files.writeString(
                policies,
                "{\"bank\": \"default\", \"kind\": \"EXCLUDE\", \"maximumDistance\": 0.2, \"views\": [\"mirrored\"]}\n");
        Path out = folder.resolve("other-policies");
        CommandLineRun run =
                run("replay", "--policy", policies, "--out", out, "--json", "--bootstrap-servers", servers);
        JsonNode summary = JSON.readTree(run.results());

        assertThat(run.remarks()).contains("the given policy of bank 'default' has other views than the recorded one");
        assertThat(summary.get("alerts").asInt()).isZero();
        assertThat(summary.at("/replay/lost").asInt()).isGreaterThanOrEqualTo(2 * REFERENCES);
        assertThat(summary.at("/replay/changedOutcomes/MATCHED -> EXCLUDED").asInt())
                .isGreaterThanOrEqualTo(2 * REFERENCES);
        assertThat(lines(out.resolve("differences.jsonl")))
                .allSatisfy(
                        difference -> assertThat(difference.at("/now/distance").asDouble())
                                .isEqualTo(difference.at("/then/distance").asDouble()));
        Document report = Jsoup.parse(Files.readString(out.resolve("report.html")));
        assertThat(report.select("#excluded tbody tr").eachText())
                .hasSizeGreaterThanOrEqualTo(2 * REFERENCES)
                .anyMatch(row -> row.startsWith("blurred-1.jpg picture-1.png default"));
    }

    /** A copy and a blurred copy of each reference are one too many. */
    private void byAnotherFloodLimit(String servers) throws IOException {
        Path policies = Files.writeString(
                folder.resolve("stricter.jsonl"), "{\"bank\": \"default\", \"floodLimitPerHour\": 1}\n");
        Path out = folder.resolve("stricter");
        CommandLineRun run = run("replay", "--policy", policies, "--out", out, "--bootstrap-servers", servers);
        JsonNode replay = RunFolder.read(out).summary().get("replay");

        assertThat(run.results())
                .contains("0 new, 0 lost, %d changed".formatted(REFERENCES))
                .contains("raised -> quarantined: " + REFERENCES)
                .contains("CHANGED");
        assertThat(replay.at("/changedDecisions/raised -> quarantined").asInt()).isEqualTo(REFERENCES);
        assertThat(lines(out.resolve("differences.jsonl")))
                .filteredOn(difference -> difference.get("kind").asText().equals("CHANGED"))
                .hasSize(REFERENCES)
                .allMatch(
                        difference -> difference.at("/now/disposition").asText().equals("QUARANTINED"));
        Document report = Jsoup.parse(Files.readString(out.resolve("report.html")));
        assertThat(report.select("#match-table .tag").eachText()).contains("in quarantine", "changed");
    }

    private void refusals(String servers) throws IOException {
        CommandLineRun old =
                CommandLineRun.of("replay", "--from", "-31d", "--bootstrap-servers", servers, "--out", folder);
        assertThat(old.exitCode()).isEqualTo(2);
        assertThat(old.remarks())
                .contains("topic fingerprints has min.compaction.lag.ms=2592000000: a replay can begin at");
        Path wrong =
                Files.writeString(folder.resolve("wrong.jsonl"), "{\"bank\": \"default\", \"maxDistance\": 0.2}\n");
        CommandLineRun misspelt =
                CommandLineRun.of("replay", "--policy", wrong, "--bootstrap-servers", servers, "--out", folder);
        assertThat(misspelt.exitCode()).isEqualTo(2);
        assertThat(misspelt.remarks()).contains("wrong.jsonl holds no policies").contains("maxDistance");
        CommandLineRun incomplete = run(
                "replay",
                "--from",
                "-31d",
                "--allow-incomplete",
                "--results",
                folder.resolve("decisions"),
                "--out",
                folder.resolve("incomplete"),
                "--bootstrap-servers",
                servers);
        assertThat(incomplete.remarks())
                .contains("WARNING: THE REPLAY MAY BE INCOMPLETE: topic uploads has retention.ms");
    }

    /** Nulls, and bytes of anything else, as they would come from whoever is allowed to write there. */
    private void whatAnybodyWritesToTheDecisionsEndsNothing(Path uploads, String servers, Broker broker)
            throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Long> written = CompletableFuture.supplyAsync(() -> junk(broker, over));
        run("upload", uploads.resolve("copy-2.jpg"), "--wait", "--bootstrap-servers", servers);
        CommandLineRun known = run("lookup", uploads.resolve("copy-2.jpg"), "--bootstrap-servers", servers);
        over.set(true);
        assertThat(written.join()).isPositive();
        sendPolicies(broker, "elsewhere", "x");
        int alerts = recorded(broker, Subjects.ALERTS).size();
        CommandLineRun watched =
                run("watch", "--from-beginning", "--alerts", "--count", alerts, "--bootstrap-servers", servers);
        CommandLineRun replayed = run("replay", "--out", folder.resolve("with-junk"), "--bootstrap-servers", servers);

        assertThat(known.results()).contains("picture-2.png");
        assertThat(watched.results().lines()).hasSize(alerts);
        assertThat(watched.remarks()).contains("passed over: topic 'alerts'", "no value");
        assertThat(replayed.results()).contains("0 new, 0 lost, 0 changed");
        assertThat(replayed.remarks())
                .contains("records of what was decided at the time cannot be read and are left out")
                .contains("records that decisions rest on could not be used");
    }

    /** Of one bank, under its own name and under another, which the detector refuses. */
    private static void sendPolicies(Broker broker, String bank, String otherKey) {
        Policy policy = Policy.newBuilder().setBank(bank).build();
        try (Sender sender = broker.sender()) {
            sender.send(Subjects.POLICIES, bank, policy);
            sender.send(Subjects.POLICIES, otherKey, policy);
            sender.flush();
        }
    }

    private static long junk(Broker broker, AtomicBoolean over) {
        long rounds = 0;
        try (Sender sender = broker.sender()) {
            while (!over.get()) {
                for (Subject<?> subject : List.of(Subjects.VERDICTS, Subjects.ALERTS, Subjects.REJECTS)) {
                    sender.sendTombstone(subject, "null");
                    sender.sendEncoded(subject, "junk", new byte[] {1, 2, 3}).join();
                }
                rounds++;
            }
        }
        return rounds;
    }

    private static ModelBundle louder(ModelBundle bundle) {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        bundle.tensors().forEach((name, tensor) -> {
            float[] values = tensor.values().clone();
            for (int i = 0; name.startsWith("heads.") && i < values.length; i++) {
                values[i] *= 4;
            }
            tensors.put(name, new WeightTensor(tensor.shape(), values));
        });
        return new ModelBundle(bundle.manifest().withModelId("louder"), tensors, bundle.projection());
    }

    private void awaitMatch(Path copy, String servers) throws IOException {
        for (int tries = 0; tries < 30; tries++) {
            JsonNode decision = JSON.readTree(run("upload", copy, "--wait", "--json", "--bootstrap-servers", servers)
                    .results());
            if (decision.get("outcome").asText().equals("MATCHED")) {
                return;
            }
        }
        throw new AssertionError("the references never counted");
    }

    /** What was uploaded before the references were there matches them all the same. */
    private static void awaitRetroactive(Broker broker) {
        for (int tries = 0; tries < 300; tries++) {
            boolean early = recorded(broker, Subjects.ALERTS).stream()
                    .anyMatch(alert -> alert.get("retroactive").asBoolean()
                            && alert.get("uploadId").asText().equals("copy-1.jpg"));
            if (early) {
                return;
            }
        }
        throw new AssertionError("no retroactive alert came");
    }

    private static <R extends SpecificRecord> List<JsonNode> recorded(Broker broker, Subject<R> subject) {
        try (Reader<R> reader = broker.readerFromStart(subject)) {
            List<JsonNode> records = new ArrayList<>();
            reader.passingOver(junk -> {}).readToEnd().stream()
                    .filter(record -> !record.tombstone())
                    .forEach(record -> records.add(JSON.valueToTree(RecordJson.of(record.value()))));
            return records;
        }
    }

    /** Without what the wall clock says, as text. */
    private static List<String> sorted(List<JsonNode> records) {
        return records.stream()
                .map(record ->
                        ((ObjectNode) record.deepCopy()).without("wallClock").toString())
                .sorted()
                .toList();
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> records = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            records.add(JSON.readTree(line));
        }
        return records;
    }

    private static CommandLineRun run(Object... words) {
        CommandLineRun run = CommandLineRun.of(words);
        assertThat(run.exitCode()).as(run.remarks()).isZero();
        return run;
    }
}
