package io.rlpips.local.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlpips.local.bank.BankSize;
import io.rlpips.local.bank.BankSizes;
import io.rlpips.local.evidence.Recomputation;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.NewestRecords;
import io.rlpips.local.exchange.ReadProgress;
import io.rlpips.local.gallery.Gallery;
import io.rlpips.local.session.LocalStack;
import io.rlpips.local.session.ModelChoice;
import io.rlpips.local.session.SearchChoice;
import io.rlpips.local.session.StackSettings;
import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.bundle.CalibrationCurve;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.bundle.ViewThresholds;
import io.rlpips.metric.image.PngFile;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Policy;
import io.rlpips.schemas.Subjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A target of false alerts, the alerts that it raises and what can be shown of them afterwards, on the real jobs. */
class EvidenceITCase {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final ModelBundle MODEL = BundleReader.readDefault();

    @TempDir
    private Path folder;

    private String servers;
    private Broker broker;

    @Test
    void aTargetIsResolvedJudgedByAndShownInTheEvidence() throws IOException {
        Path pictures = DrawnReferences.write(folder.resolve("pictures"), 4);
        try (LocalStack stack = LocalStack.start(StackSettings.forOneRun(
                folder.resolve("stack"),
                ModelChoice.builtIn(),
                OptionalDouble.empty(),
                List.of(),
                SearchChoice.PLAIN))) {
            broker = stack.broker();
            servers = broker.bootstrapServers();
            run("reference", "add", pictures);
            await(() -> size().references() == 4);
            double distance = setTarget();

            Path copy = mirrored(folder.resolve("copy.png"));
            await(() -> judge(copy).get("outcome").asText().equals("MATCHED"));
            Alert alert = alert();
            assertThat(alert.getThreshold()).isEqualTo(distance);
            assertThat(alert.getReferenceView()).isEqualTo("mirrored");

            run("review", alert.getAlertId(), "--dismissed", "--by", "me", "--note", "mine");
            run("review", alert.getAlertId(), "--confirmed", "--by", "me");
            Path evidence = export(alert, copy, pictures);
            assertThat(recomputedByTheReadme(evidence)).isCloseTo(alert.getDistance(), within(Recomputation.TOLERANCE));
            ofAVersionThatWasReplacedTheMasterIsStillThere(alert, pictures);

            aBankThatGrowsIsWarnedOf();
            aCalibratedPolicyIsSetAtOnceOrFromItsFile(pictures);
        }
    }

    /** @return the distance under other views that four references of two rows have */
    private double setTarget() {
        CommandLineRun set = run("policy", "set", "default", "--false-alerts-per-upload", 0.001, "--views", "mirrored");
        Policy policy = policy("default");
        CalibrationCurve curve = MODEL.manifest().calibration().orElseThrow();
        ViewThresholds thresholds = ViewThresholds.of(curve, 0.001 / 4, 2, ViewThresholds.AS_IS_SHARE);

        assertThat(set.remarks()).contains("4 references of 2 views").contains("counted on 60000000 pairs");
        assertThat(policy.getFalseAlertsPerUpload()).isEqualTo(0.001);
        assertThat(policy.getResolvedReferences()).isEqualTo(4);
        assertThat(policy.getResolvedViews()).isEqualTo(2);
        assertThat(policy.getMaximumDistances()).isEqualTo(Map.of(MODEL.modelId(), thresholds.asIs()));
        assertThat(policy.getMaximumViewDistances()).isEqualTo(Map.of(MODEL.modelId(), thresholds.otherViews()));
        assertThat(run("policy", "list").remarks()).doesNotContain("outgrown");
        return thresholds.otherViews();
    }

    private Path export(Alert alert, Path copy, Path pictures) throws IOException {
        Path out = folder.resolve("evidence");
        CommandLineRun export = run("alerts", "export", "--alert", alert.getAlertId(), "--out", out, "--json");
        CommandLineRun unknown = command("alerts", "export", "--alert", "00000000", "--out", out);
        Path evidence = out.resolve(alert.getAlertId());

        assertThat(JSON.readTree(export.results()).get(0).get("agrees").asBoolean())
                .isTrue();
        assertThat(evidence.resolve("upload.png")).hasSameBinaryContentAs(copy);
        assertThat(evidence.resolve("reference.png")).hasSameBinaryContentAs(pictures.resolve(alert.getReferenceId()));
        assertThat(evidence.resolve("reference-master.png")).exists();
        assertThat(json(evidence, "alert.json").get("distance").asDouble()).isEqualTo(alert.getDistance());
        assertThat(json(evidence, "verdict.json").get("outcome").asText()).isEqualTo("MATCHED");
        assertThat(json(evidence, "policy.json").get("falseAlertsPerUpload").asDouble())
                .isEqualTo(0.001);
        assertThat(JSON.readTree(evidence.resolve("reviews.json").toFile()))
                .extracting(review -> review.get("decision").asText())
                .containsExactly("DISMISSED", "CONFIRMED");
        assertThat(Files.readString(evidence.resolve("README.md")))
                .doesNotContain("no longer kept")
                .doesNotContain("BUT THE RECORD SAYS");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.remarks()).contains("no alert 00000000 is on topic 'alerts'");
        return evidence;
    }

    private void ofAVersionThatWasReplacedTheMasterIsStillThere(Alert alert, Path pictures) throws IOException {
        byte[] master = Files.readAllBytes(
                folder.resolve("evidence").resolve(alert.getAlertId()).resolve("reference-master.png"));
        Files.write(
                pictures.resolve(alert.getReferenceId()),
                PngFile.of(Gallery.references(7).get(6).picture()));
        run("reference", "add", pictures);
        await(() -> NewestRecords.read(broker, Subjects.FINGERPRINTS).values().stream()
                .noneMatch(record -> record.getReference().equals(alert.getReference())));
        Path out = folder.resolve("after");
        run("alerts", "export", "--alert", alert.getAlertId(), "--out", out, "--no-model");

        assertThat(out.resolve(alert.getAlertId()).resolve("reference-master.png"))
                .hasBinaryContent(master);
        assertThat(out.resolve(alert.getAlertId()).resolve("model/model.safetensors"))
                .doesNotExist();
    }

    /** As it stands there, in that folder. */
    private double recomputedByTheReadme(Path evidence) throws IOException {
        String command = Files.readAllLines(evidence.resolve("README.md")).stream()
                .filter(line -> line.startsWith("rlpips distance "))
                .findFirst()
                .orElseThrow();
        Object[] words = Arrays.stream(command.split(" "))
                .skip(1)
                .map(word -> Files.exists(evidence.resolve(word))
                        ? evidence.resolve(word).toString()
                        : word)
                .toArray();
        CommandLineRun run = CommandLineRun.of(words);
        assertThat(run.exitCode()).as(run.remarks()).isZero();
        return JSON.readTree(run.results()).get("distance").asDouble();
    }

    private void aBankThatGrowsIsWarnedOf() throws IOException {
        Path more = Files.createDirectory(folder.resolve("more"));
        Files.write(
                more.resolve("fifth.png"),
                PngFile.of(Gallery.references(6).get(5).picture()));
        String outgrown = "bank 'default' has outgrown its target";
        assertThat(run("policy", "set", "default", "--severity", "low").remarks())
                .doesNotContain(outgrown);
        CommandLineRun grown = run("reference", "add", more, "--json");
        await(() -> size().references() == 5);

        assertThat(grown.remarks()).contains(outgrown).contains("it has 5 of 2");
        assertThat(JSON.readTree(grown.results()).get("warnings")).hasSize(1);
        assertThat(run("policy", "list").remarks()).contains(outgrown).contains("it has 5 of 2");
        assertThat(JSON.readTree(run("policy", "list", "--json").results())
                        .get(0)
                        .get("warnings"))
                .hasSize(1);
        assertThat(run("policy", "set", "default", "--severity", "high").remarks())
                .contains(outgrown);
    }

    private void aCalibratedPolicyIsSetAtOnceOrFromItsFile(Path pictures) throws IOException {
        Path file = folder.resolve("policy.json");
        assertThat(run("policy", "set", "at-once", "--max-distance-of", "typo=0.08")
                        .remarks())
                .contains("none for " + MODEL.modelId());
        CommandLineRun calibrated = run(
                "calibrate",
                "--background",
                pictures,
                "--uploads",
                unrelated(),
                "--false-alerts-per-upload",
                0.5,
                "--references",
                10,
                "--bank",
                "at-once",
                "--out",
                file);
        run("policy", "set", "by-file", "--from", file, "--severity", "high");

        assertThat(calibrated.remarks()).contains("the distances of bank 'at-once' for typo go");
        Policy atOnce = policy("at-once");
        Policy byFile = policy("by-file");
        assertThat(atOnce.getFalseAlertsPerUpload()).isEqualTo(0.5);
        assertThat(atOnce.getMaximumDistances()).containsOnlyKeys(MODEL.modelId());
        assertThat(byFile.getMaximumDistances()).isEqualTo(atOnce.getMaximumDistances());
        assertThat(byFile.getResolvedReferences()).isEqualTo(10);
        assertThat(byFile.getSeverity().name()).isEqualTo("HIGH");
    }

    private Path unrelated() throws IOException {
        Path unrelated = Files.createDirectory(folder.resolve("unrelated"));
        for (Gallery.Drawing drawing : Gallery.unrelated(20)) {
            Files.write(unrelated.resolve(drawing.name() + ".png"), PngFile.of(drawing.picture()));
        }
        return unrelated;
    }

    private BankSize size() {
        return BankSizes.read(broker, ReadProgress.NONE)
                .of("default")
                .getOrDefault(MODEL.modelId(), new BankSize(0, 0));
    }

    private Policy policy(String bank) {
        return NewestRecords.read(broker, Subjects.POLICIES).get(bank);
    }

    /**
     * Alerts come a moment behind their verdict. A copy that came before the references took effect is clear, and has a
     * retroactive alert: that is another one.
     */
    private Alert alert() {
        await(() -> raisedAtOnce().findAny().isPresent());
        return raisedAtOnce().findAny().orElseThrow();
    }

    private Stream<Alert> raisedAtOnce() {
        return NewestRecords.read(broker, Subjects.ALERTS).values().stream().filter(alert -> !alert.getRetroactive());
    }

    private JsonNode judge(Path picture) {
        try {
            return JSON.readTree(run("upload", picture, "--wait", "--json").results());
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static JsonNode json(Path evidence, String name) throws IOException {
        return JSON.readTree(evidence.resolve(name).toFile());
    }

    private static void await(BooleanSupplier holds) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
        }
    }

    private static Path mirrored(Path file) throws IOException {
        RgbImage picture = Gallery.references(2).get(1).picture();
        byte[] flipped = new byte[picture.pixels().length];
        for (int at = 0; at < flipped.length; at += 3) {
            int row = at / 3 / picture.width();
            int column = picture.width() - 1 - at / 3 % picture.width();
            System.arraycopy(picture.pixels(), 3 * (row * picture.width() + column), flipped, at, 3);
        }
        return Files.write(file, PngFile.of(new RgbImage(picture.width(), picture.height(), flipped)));
    }

    private CommandLineRun run(Object... words) {
        CommandLineRun run = command(words);
        assertThat(run.exitCode()).as(run.remarks()).isZero();
        return run;
    }

    private CommandLineRun command(Object... words) {
        List<Object> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--bootstrap-servers", servers));
        return CommandLineRun.of(all.toArray());
    }
}
