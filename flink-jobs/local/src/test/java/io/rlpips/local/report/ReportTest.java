package io.rlpips.local.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlpips.local.console.Console;
import io.rlpips.local.score.Labels;
import io.rlpips.local.session.Detection;
import io.rlpips.local.session.Outcome;
import io.rlpips.local.session.Picture;
import io.rlpips.local.session.Registration;
import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.bundle.ViewThresholds;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.PngFile;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.BrokerPosition;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.RejectCategory;
import io.rlpips.schemas.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of a run whose file names were chosen by somebody who means harm. */
class ReportTest {
    private static final String HOSTILE = "<script>alert('1')</script> \"quoted\" & </title>.png";
    private static final String MISSED = "missed\"><img src=http://example.org/x.png>.png";
    private static final String BROKEN = "broken'><svg onload=alert(1)>.png";

    @TempDir
    private static Path folder;

    private static String page;
    private static Run run;
    private static DistanceSurvey survey;

    @BeforeAll
    static void write() throws IOException {
        run = run();
        Console silent =
                new Console(new PrintStream(new ByteArrayOutputStream()), new PrintStream(new ByteArrayOutputStream()));
        try (PerceptualModel model = PerceptualModel.load(run.result().model(), DeviceChoice.CPU)) {
            survey = DistanceSurvey.of(silent, run, model);
            new Report(silent).write(folder.resolve("report.html"), run, survey, model);
        }
        page = Files.readString(folder.resolve("report.html"));
    }

    @Test
    void namesFromOutsideAreTextAndNeverMarkup() {
        assertThat(page)
                .contains("&lt;script&gt;alert(")
                .contains("&lt;svg onload")
                .contains("&lt;img src")
                .doesNotContain("<script>alert")
                .doesNotContain("<svg onload")
                .contains("&lt;/title&gt;")
                .contains("&lt;b&gt;bold&lt;/b&gt;")
                .doesNotContain("<b>bold")
                .doesNotContain("<img src=http");
    }

    @Test
    void nothingIsLoadedFromElsewhere() {
        assertThat(page)
                .contains("default-src 'none'")
                .contains("src=\"data:image/jpeg;base64,")
                .doesNotContain("<link")
                .doesNotContainPattern("(?:src|href)=\"(?!data:|#)")
                .doesNotContainPattern("url\\(");
    }

    @Test
    void showsTheMatchTheMissAndTheReject() {
        assertThat(page).contains("0.0100").contains("CORRUPT_IMAGE").contains("ends too early");
        assertThat(page.split("id=\"missed\"", 2)[1]).contains("missed&quot;&gt;");
    }

    @Test
    void saysNothingAboutPairsLeftOutWhereNoneIs() {
        assertThat(page).doesNotContain("are shown").doesNotContain("alerts.jsonl");
    }

    @Test
    void theFilesHoldEveryRecordAndTheSummaryItsCounts() throws IOException {
        Map<String, Object> summary = Summary.of(run, survey);
        RunFiles.write(folder, run, summary);

        ObjectMapper json = new ObjectMapper();
        JsonNode written = json.readTree(Files.readString(folder.resolve("summary.json")));
        assertThat(written.get("uploads").asInt()).isEqualTo(3);
        assertThat(written.get("verdicts").asInt()).isEqualTo(2);
        assertThat(written.get("alerts").asInt()).isEqualTo(1);
        assertThat(written.get("rejects").asInt()).isEqualTo(1);
        assertThat(written.at("/scores/recall").asDouble()).isEqualTo(0.5);
        assertThat(written.at("/scores/precision").asDouble()).isEqualTo(1);
        assertThat(Files.readAllLines(folder.resolve("verdicts.jsonl"))).hasSize(2);
        assertThat(Files.readAllLines(folder.resolve("rejects.jsonl"))).hasSize(1);
        assertThat(Files.readAllLines(folder.resolve("alerts.jsonl")))
                .singleElement()
                .satisfies(line ->
                        assertThat(json.readTree(line).get("uploadId").asText()).isEqualTo(HOSTILE));
    }

    private static Run run() {
        Picture reference = picture("reference & more.png", 1);
        List<Picture> uploads =
                List.of(picture(HOSTILE, 1), picture(MISSED, 2), Picture.inMemory(BROKEN, new byte[] {1, 2, 3}));
        List<Outcome> outcomes = List.of(
                Outcome.judged(
                        HOSTILE,
                        verdict(HOSTILE, 0, io.rlpips.schemas.Outcome.MATCHED),
                        List.of(alert(reference.id()))),
                Outcome.judged(MISSED, verdict(MISSED, 1, io.rlpips.schemas.Outcome.CLEAR), List.of()),
                Outcome.rejected(BROKEN, reject()));
        Detection.Result result = new Detection.Result(
                BundleReader.readDefault(),
                ViewThresholds.same(0.02),
                new Registration.Result(List.of(reference.id()), List.of()),
                outcomes,
                1000);
        Labels labels = new Labels(
                List.of("edit"),
                List.of(
                        new Labels.Copy(HOSTILE, reference.id(), Map.of("edit", "<b>bold</b>")),
                        new Labels.Copy(MISSED, reference.id(), Map.of("edit", "other"))),
                Set.of());
        return Run.of("a run", List.of(reference), uploads, result, Optional.of(labels));
    }

    private static Verdict verdict(String id, long offset, io.rlpips.schemas.Outcome outcome) {
        return Verdict.newBuilder()
                .setUpload(new BrokerPosition("uploads", 0, offset))
                .setUploadId(id)
                .setOutcome(outcome)
                .setModelId("default")
                .build();
    }

    private static Alert alert(String reference) {
        return Alert.newBuilder()
                .setAlertId("alert-1")
                .setUpload(new BrokerPosition("uploads", 0, 0L))
                .setUploadId(HOSTILE)
                .setReferenceId(reference)
                .setReference(new BrokerPosition("references", 0, 0L))
                .setDistance(0.01)
                .setThreshold(0.02)
                .setMargin(0.01)
                .setLayerDistances(List.of(0.004, 0.006))
                .setModelId("default")
                .build();
    }

    private static Reject reject() {
        return Reject.newBuilder()
                .setRecord(new BrokerPosition("uploads", 0, 2L))
                .setRecordId(BROKEN)
                .setCategory(RejectCategory.CORRUPT_IMAGE)
                .setMessage("ends too early")
                .build();
    }

    private static Picture picture(String id, long seed) {
        byte[] pixels = new byte[64 * 64 * 3];
        new Random(seed).nextBytes(pixels);
        return Picture.inMemory(id, PngFile.of(new RgbImage(64, 64, pixels)));
    }
}
