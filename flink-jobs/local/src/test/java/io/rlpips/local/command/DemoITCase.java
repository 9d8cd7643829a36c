package io.rlpips.local.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as anybody runs it: broker, cluster, both jobs, the default model. */
class DemoITCase {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path out;

    private static CommandLineRun run;
    private static JsonNode summary;
    private static List<JsonNode> verdicts;
    private static List<JsonNode> alerts;
    private static List<JsonNode> rejects;

    @BeforeAll
    static void runTheDemo() throws IOException {
        run = CommandLineRun.of("demo", "--out", out);
        assertThat(run.exitCode()).as(run.remarks()).isZero();
        summary = JSON.readTree(out.resolve("summary.json").toFile());
        verdicts = lines("verdicts.jsonl");
        alerts = lines("alerts.jsonl");
        rejects = lines("rejects.jsonl");
    }

    @Test
    void everyUploadHasExactlyOneVerdictOrReject() {
        Set<String> positions = new HashSet<>();
        verdicts.forEach(verdict ->
                assertThat(positions.add(verdict.get("upload").toString())).isTrue());
        rejects.forEach(reject ->
                assertThat(positions.add(reject.get("record").toString())).isTrue());

        assertThat(positions).hasSize(summary.get("uploads").asInt());
        assertThat(summary.get("verdicts").asInt()).isEqualTo(verdicts.size());
        assertThat(summary.get("rejects").asInt()).isEqualTo(rejects.size());
        assertThat(summary.get("alerts").asInt()).isEqualTo(alerts.size());
    }

    @Test
    void plainCopiesAreAllFoundAndNothingElseIsMatched() {
        JsonNode scores = summary.get("scores");
        for (String edit : List.of("exact", "recompressed", "resized", "blurred")) {
            JsonNode found = scores.get("recallBy").get("edit").get(edit);
            assertThat(found.get("pairs").asInt()).as(edit).isGreaterThan(20);
            assertThat(found.get("recall").asDouble()).as(edit).isEqualTo(1.0);
        }
        assertThat(scores.get("unrelatedUploads").asInt()).isGreaterThan(20);
        assertThat(scores.get("unrelatedMatched").asInt()).isZero();
        assertThat(scores.get("falsePairs").asInt()).isZero();
    }

    @Test
    void everyKindOfEditIsInTheStream() {
        Set<String> kinds = new HashSet<>();
        summary.get("scores").get("recallBy").get("edit").fieldNames().forEachRemaining(kinds::add);

        assertThat(kinds)
                .containsExactlyInAnyOrder(
                        "exact",
                        "recompressed",
                        "resized",
                        "blurred",
                        "recoloured",
                        "cropped",
                        "rotated",
                        "bordered",
                        "captioned",
                        "attacked-4-255",
                        "attacked-8-255");
    }

    @Test
    void brokenFilesAreRejectedForWhatIsWrongWithThem() {
        Map<String, String> categories = new TreeMap<>();
        rejects.forEach(reject -> categories.put(
                reject.get("recordId").asText(), reject.get("category").asText()));

        assertThat(categories)
                .containsOnly(
                        Map.entry("broken/bomb.png", "TOO_MANY_PIXELS"),
                        Map.entry("broken/one-pixel.png", "TOO_FEW_PIXELS"),
                        Map.entry("broken/text.png", "NOT_AN_IMAGE"),
                        Map.entry("broken/truncated.jpg", "CORRUPT_IMAGE"),
                        Map.entry("broken/zero-bytes.jpg", "EMPTY_INPUT"));
    }

    @Test
    void alertsCarryTheirEvidence() {
        for (JsonNode alert : alerts) {
            double distance = alert.get("distance").asDouble();
            double sum = 0;
            for (JsonNode layer : alert.get("layerDistances")) {
                sum += layer.asDouble();
            }
            assertThat(distance)
                    .isBetween(0.0, alert.get("threshold").asDouble())
                    .isCloseTo(sum, within(1e-9));
            assertThat(alert.get("uploadSha256").asText()).matches("[0-9a-f]{64}");
            assertThat(alert.get("modelHash").asText()).matches("[0-9a-f]{64}");
        }
    }

    @Test
    void theReportNeedsNothingButItself() throws IOException {
        String report = Files.readString(out.resolve("report.html"));

        assertThat(report).contains("data:image/").doesNotContain("http://").doesNotContain("https://");
        assertThat(report.toLowerCase()).doesNotContain("<script src").doesNotContain("<link");
    }

    private static List<JsonNode> lines(String file) throws IOException {
        try (var lines = Files.lines(out.resolve(file))) {
            return lines.map(DemoITCase::parsed).toList();
        }
    }

    private static JsonNode parsed(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException notJson) {
            throw new IllegalStateException("not JSON: " + line, notJson);
        }
    }
}
