package io.rlpips.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo as a newcomer runs it, held against what it leaves behind. */
class DemoITCase {
    @TempDir
    private static Path folder;

    private static CommandLineRun demo;
    private static RunFolder left;

    @BeforeAll
    static void run(TestReporter reporter) throws IOException {
        long startedNanos = System.nanoTime();
        demo = CommandLineRun.of("demo", "--out", folder, "--json");
        long seconds = Duration.ofNanos(System.nanoTime() - startedNanos).toSeconds();
        reporter.publishEntry("demo seconds", Long.toString(seconds));
        System.out.println("demo took " + seconds + " s");
        assertThat(demo.exitCode()).as(demo.remarks()).isZero();
        left = RunFolder.read(folder);
    }

    @Test
    void everyUploadIsAccountedForOnce() {
        assertThat(left.decidedUploads())
                .hasSize(left.summary().get("uploads").asInt())
                .hasSizeGreaterThan(100)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"exact", "recompressed", "resized", "blurred"})
    void everyPromisedCopyIsFound(String edit) {
        JsonNode share = left.summary().at("/scores/recallBy/edit/" + edit);

        assertThat(share.get("pairs").asInt()).isEqualTo(activeReferences()).isPositive();
        assertThat(share.get("found")).isEqualTo(share.get("pairs"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"recoloured", "cropped", "rotated", "bordered", "attacked-4-255", "attacked-8-255"})
    void copiesThatWereEditedOrPerturbedOnPurposeAreFound(String edit) {
        JsonNode share = left.summary().at("/scores/recallBy/edit/" + edit);

        assertThat(share.get("pairs").asInt()).isGreaterThan(5);
        assertThat(share.get("found")).isEqualTo(share.get("pairs"));
    }

    @Test
    void nothingUnrelatedMatches() {
        assertThat(left.summary().at("/scores/unrelatedUploads").asInt()).isGreaterThan(10);
        assertThat(left.summary().at("/scores/unrelatedMatched").asInt()).isZero();
        assertThat(left.verdicts())
                .filteredOn(verdict -> verdict.get("uploadId").asText().startsWith("unrelated/"))
                .hasSize(left.summary().at("/scores/unrelatedUploads").asInt())
                .allMatch(verdict -> verdict.get("outcome").asText().equals("CLEAR"));
        assertThat(left.alerts())
                .noneMatch(alert -> alert.get("uploadId").asText().startsWith("unrelated/"));
    }

    @Test
    void everyBrokenFileIsRejectedForWhatIsWrongWithIt() {
        Map<String, String> categories = new TreeMap<>();
        left.rejects()
                .forEach(reject -> categories.put(
                        RunFolder.rejectedUpload(reject), reject.get("category").asText()));

        assertThat(categories)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "broken/truncated.jpg", "CORRUPT_IMAGE",
                        "broken/text.png", "NOT_AN_IMAGE",
                        "broken/one-pixel.png", "TOO_FEW_PIXELS",
                        "broken/zero-bytes.jpg", "EMPTY_INPUT",
                        "broken/bomb.png", "TOO_MANY_PIXELS"));
    }

    @Test
    void theSummaryCountsWhatTheFilesHold() {
        JsonNode summary = left.summary();

        assertThat(summary.get("verdicts").asInt()).isEqualTo(left.verdicts().size());
        assertThat(summary.get("alerts").asInt()).isEqualTo(left.alerts().size());
        assertThat(summary.get("rejects").asInt()).isEqualTo(left.rejects().size());
        summary.get("verdictsByOutcome")
                .properties()
                .forEach(outcome -> assertThat(left.verdicts())
                        .filteredOn(verdict -> verdict.get("outcome").asText().equals(outcome.getKey()))
                        .hasSize(outcome.getValue().asInt()));
        assertThat(left.verdicts())
                .extracting(verdict -> verdict.get("alerts").asInt())
                .satisfies(counts -> assertThat(
                                counts.stream().mapToInt(Integer::intValue).sum())
                        .isEqualTo(left.alerts().size()));
        assertThat(summary.at("/latencyMillis/p50").asLong())
                .isPositive()
                .isLessThanOrEqualTo(summary.at("/latencyMillis/max").asLong());
    }

    @Test
    void everyAlertCarriesItsEvidence() {
        String model = left.summary().at("/model/id").asText();
        double threshold = left.summary().get("threshold").asDouble();

        assertThat(left.alerts()).isNotEmpty().allSatisfy(alert -> {
            assertThat(alert.get("modelId").asText()).isEqualTo(model);
            assertThat(alert.get("distance").asDouble()).isBetween(0.0, threshold);
        });
        assertThat(left.alerts())
                .extracting(alert -> alert.get("alertId").asText())
                .doesNotHaveDuplicates();
    }

    @Test
    void jsonOnStdoutIsTheSummaryAndNothingElse() throws IOException {
        assertThat(new ObjectMapper().readTree(demo.results())).isEqualTo(left.summary());
    }

    @Test
    void theReportNeedsNoNetworkAndRunsItsOwnScriptOnly() throws IOException {
        String report = Files.readString(folder.resolve("report.html"));

        assertThat(report).startsWith("<!DOCTYPE html>").contains("</html>").contains("data:image/jpeg;base64,");
        assertThat(report)
                .containsOnlyOnce("<script")
                .contains("script-src 'sha256-")
                .contains("./rlpips demo --out ")
                .doesNotContain("<link")
                .doesNotContain("@import")
                .doesNotContainPattern("(?:src|href)\\s*=\\s*[\"']?(?!data:|#|[\"'])")
                .doesNotContainPattern("url\\(\\s*[\"']?(?!data:|#)");
    }

    private static int activeReferences() {
        return left.summary().at("/references/active").asInt();
    }
}
