package io.rlpips.local.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlpips.local.gallery.Gallery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each measurement in little, as it is asked for on the command line: its figures are there and agree with each other. */
class BenchCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void decodeTellsWhatAMasterTakesBesideWhatThePlatformTakesToRead() throws IOException {
        Path out = folder.resolve("decode.json");

        CommandLineRun run = CommandLineRun.of(words(
                "bench decode --sizes 64x48,1040x1030 --rounds 1 --quality 90 --seed 3 --progressive --out " + out));

        assertThat(run.exitCode()).as(run.remarks()).isZero();
        JsonNode report = JSON.readTree(out.toFile());
        requireOrigin(report, 3);
        assertThat(report.get("quality").asInt()).isEqualTo(90);
        assertThat(report.get("rounds").asInt()).isEqualTo(1);
        JsonNode small = report.at("/results/0");
        JsonNode large = report.at("/results/1");
        assertThat(run.remarks()).contains("cores", "Kafka", "seed 3");
        assertThat(run.results().lines()).hasSize(2);
        assertThat(run.results()).contains("64 x 48, progressive", "1040 x 1030, progressive");
        for (JsonNode result : List.of(small, large)) {
            assertThat(result.get("ratio").asDouble())
                    .isPositive()
                    .isCloseTo(
                            result.get("canonicaliseMillis").asDouble()
                                    / result.get("imageIoMillis").asDouble(),
                            within(1e-9));
        }
        assertThat(small.get("largestDifference").asInt())
                .as("read one way only")
                .isZero();
        assertThat(large.get("largestDifference").asInt())
                .as("reduced and in full")
                .isBetween(1, 12);
        assertThat(large.get("bytes").asInt())
                .isGreaterThan(20 * small.get("bytes").asInt());
    }

    @Test
    void embedTellsPicturesASecondForEachSizeAndBatch() throws IOException {
        JsonNode report = json("bench embed --sizes 64,96 --batches 1,3 --seconds 0.02 --threads 1 --seed 4 --json");

        requireOrigin(report, 4);
        assertThat(report.get("device").asText()).isEqualTo("cpu");
        assertThat(report.get("threads").asInt()).isEqualTo(1);
        List<String> measured = new ArrayList<>();
        for (JsonNode result : report.get("results")) {
            int batch = result.get("batch").asInt();
            measured.add(result.get("inputSize").asInt() + " x " + batch);
            assertThat(result.get("embedded").asInt()).isPositive().matches(embedded -> embedded % batch == 0);
            assertThat(result.get("seconds").asDouble()).isGreaterThanOrEqualTo(0.02);
            assertThat(result.get("picturesPerSecond").asDouble())
                    .isCloseTo(
                            result.get("embedded").asInt()
                                    / result.get("seconds").asDouble(),
                            within(1e-9));
        }
        assertThat(measured).containsExactly("64 x 1", "64 x 3", "96 x 1", "96 x 3");
    }

    @Test
    void searchComparesEveryWayWithBruteForceForEachSizeOfTheBank() throws IOException {
        Path photos = DrawnReferences.write(folder.resolve("photos"), 12);
        Path queries = DrawnReferences.write(folder.resolve("queries"), Gallery.unrelated(6));

        JsonNode report = json("bench search --references 30,60 --query-count 6 --at-the-radius 4 --pushed-away 2"
                + " --batch-size 5 --approximate 20 --seconds 0.1 --streamed-brute-force 25 --streamed-queries 6 --threads 1 --seed 5"
                + " --json --photos " + photos + " --queries " + queries);

        requireOrigin(report, 5);
        assertThat(report.get("results")).hasSize(2);
        for (JsonNode result : report.get("results")) {
            assertThat(result.get("queries").asInt()).isEqualTo(12);
            assertThat(result.get("ways")).hasSize(3);
            requireExact(result, 0, "compact rows");
            requireExact(result, 2, "compact rows, whole ones in float16");
            JsonNode approximate = result.at("/ways/1");
            assertThat(approximate.get("name").asText()).isEqualTo("approximate graph");
            assertThat(approximate.at("/comparison/recall").asDouble()).isGreaterThan(0.8);
            assertThat(result.at("/streamed/references").asInt()).isEqualTo(25);
            assertThat(result.at("/streamed/comparison/differences").asInt()).isZero();
        }
        assertThat(report.at("/results/0/references").asInt()).isEqualTo(30);
        assertThat(report.at("/results/1/references").asInt()).isEqualTo(60);
    }

    private static void requireExact(JsonNode result, int number, String name) {
        JsonNode way = result.at("/ways/" + number);
        assertThat(way.get("name").asText()).isEqualTo(name);
        assertThat(way.at("/comparison/with").asText()).isEqualTo("brute force");
        assertThat(way.at("/comparison/differences").asInt()).as(name).isZero();
        assertThat(way.get("matches").asInt())
                .as("blends just within the radius")
                .isGreaterThanOrEqualTo(2);
        assertThat(way.get("speedup").asDouble())
                .isCloseTo(
                        result.get("bruteForceSeconds").asDouble()
                                / way.get("seconds").asDouble(),
                        within(1e-9));
        assertThat(way.at("/tiers/second").asLong())
                .isBetween(way.get("matches").asLong(), way.at("/tiers/first").asLong());
    }

    @Test
    void pairwiseTellsHowMuchLongerEveryPairTakesAndThatBothWaysDecideAlike() throws IOException {
        JsonNode report = json("bench pairwise --references 10,20 --pairs 16 --uploads 8 --batch-size 4 --radius 0.1"
                + " --threads 1 --seed 6 --json");

        requireOrigin(report, 6);
        assertThat(report.get("radius").asDouble()).isEqualTo(0.1);
        assertThat(report.get("results")).hasSize(2);
        for (JsonNode result : report.get("results")) {
            assertThat(result.get("differences").asInt()).isZero();
            assertThat(result.get("matches").asInt())
                    .as("half of the uploads are copies")
                    .isBetween(1, 15);
            assertThat(result.get("pairwiseUploadSeconds").asDouble())
                    .isCloseTo(
                            result.get("references").asInt()
                                    * result.get("pairSeconds").asDouble()
                                    / 16,
                            within(1e-9));
            assertThat(result.get("ratio").asDouble())
                    .isCloseTo(
                            result.get("pairwiseUploadSeconds").asDouble()
                                    / result.get("searchedUploadSeconds").asDouble(),
                            within(1e-9));
        }
        assertThat(report.at("/results/0/references").asInt()).isEqualTo(10);
        assertThat(report.at("/results/1/references").asInt()).isEqualTo(20);
    }

    private static JsonNode json(String commandLine) throws IOException {
        CommandLineRun run = CommandLineRun.of(words(commandLine));
        assertThat(run.exitCode()).as(run.remarks()).isZero();
        return JSON.readTree(run.results());
    }

    /** Where and of what it was measured. */
    private static void requireOrigin(JsonNode report, long seed) {
        assertThat(report.at("/machine/cores").asInt()).isPositive();
        assertThat(report.at("/versions/rlpips").asText()).isNotBlank();
        assertThat(report.get("seed").asLong()).isEqualTo(seed);
    }

    private static Object[] words(String commandLine) {
        return commandLine.split(" ");
    }
}
