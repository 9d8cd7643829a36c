package io.rlpips.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlpips.detector.ReplayJob;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.Reader;
import io.rlpips.local.exchange.RecordJson;
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
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import io.rlpips.training.distortion.GaussianBlur;
import io.rlpips.training.distortion.PictureEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.configuration.Configuration;
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
            asAJobOnAnExport(servers);
            fromTables(servers);
            byAnotherModel(servers);
            byOtherPolicies(servers);
            refusals(servers);
        }
    }

    /** Copies, blurred copies, others, and a file that is no picture. */
    private Path uploads() throws IOException {
        Path uploads = Files.createDirectory(folder.resolve("uploads"));
        List<String> labels = new ArrayList<>(List.of("upload,reference,edit", "elsewhere.png,,"));
        for (int i = 0; i < REFERENCES; i++) {
            RgbImage reference = Gallery.references().get(i).picture();
            Files.write(uploads.resolve("copy-%d.jpg".formatted(i)), PictureEncoder.jpeg(reference, 90));
            Files.write(
                    uploads.resolve("blurred-%d.jpg".formatted(i)),
                    PictureEncoder.jpeg(new GaussianBlur(2).apply(reference), 90));
            labels.add("copy-%d.jpg,picture-%d.png,recompressed".formatted(i, i));
            labels.add("blurred-%d.jpg,picture-%d.png,blurred".formatted(i, i));
        }
        for (int i = 0; i < 2; i++) {
            Files.write(
                    uploads.resolve("other-%d.jpg".formatted(i)),
                    PictureEncoder.jpeg(Gallery.unrelated().get(i).picture(), 90));
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
        assertThat(replayed.summary().at("/replay/same").asInt())
                .isEqualTo(replayed.alerts().size())
                .isGreaterThanOrEqualTo(2 * REFERENCES);
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
        assertThat(run.results()).contains("0 new, 0 lost", "report: ");
        assertThat(run.remarks()).contains("1 of 9 labelled uploads are not of the range");
        assertThat(Files.readString(out.resolve("report.html")))
                .contains("Against the alerts of the time", "copy-1.jpg", "No alert is new, none is lost.");
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
        nothing(export);
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
                        "-2h",
                        "--to",
                        "-1h",
                        "--out",
                        out,
                        "--json")
                .results());

        assertThat(summary.get("uploads").asInt()).isZero();
        assertThat(summary.at("/replay/lost").asInt()).isZero();
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
        CommandLineRun run =
                run("replay", "--model", bundle, "--threshold", 1e-6, "--out", out, "--bootstrap-servers", servers);
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
        assertThat(Files.readString(out.resolve("report.html"))).contains("blurred-1.jpg", "louder");
    }

    private void byOtherPolicies(String servers) throws IOException {
        Path policies = folder.resolve("policies.jsonl");
        Files.writeString(policies, "{\"bank\": \"default\", \"kind\": \"EXCLUDE\", \"maximumDistance\": 0.2}\n");
        Path out = folder.resolve("other-policies");
        JsonNode summary = JSON.readTree(
                run("replay", "--policy", policies, "--out", out, "--json", "--bootstrap-servers", servers)
                        .results());

        assertThat(summary.get("alerts").asInt()).isZero();
        assertThat(summary.at("/replay/lost").asInt()).isGreaterThanOrEqualTo(2 * REFERENCES);
        assertThat(summary.at("/replay/changedOutcomes/MATCHED -> EXCLUDED").asInt())
                .isGreaterThanOrEqualTo(2 * REFERENCES);
        assertThat(lines(out.resolve("differences.jsonl")))
                .allSatisfy(
                        difference -> assertThat(difference.at("/now/distance").asDouble())
                                .isEqualTo(difference.at("/then/distance").asDouble()));
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
            reader.readToEnd().forEach(record -> records.add(JSON.valueToTree(RecordJson.of(record.value()))));
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
