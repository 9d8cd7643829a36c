package io.rlpips.local.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlpips.local.session.LocalStack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole measurement in little: real broker, real cluster, both jobs. */
class BenchPipelineITCase {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void everyUploadIsJudgedAndEveryFigureIsMeasured() throws IOException {
        Path out = folder.resolve("pipeline.json");

        CommandLineRun run = CommandLineRun.of(
                "bench pipeline --references 6 --uploads 60 --rounds 2 --warm-up 20 --side 64 --copies 0.3 --parallelism 1"
                        .concat(
                                " --cost-seconds 0.05 --set rlpips.embed.batch-size=4 --replay --then-references 40 --registering-seconds 2 --kill --json --out "
                                        + out)
                        .split(" "));

        assertThat(run.exitCode()).as(run.remarks()).isZero();
        JsonNode report = JSON.readTree(run.results());
        assertThat(JSON.readTree(out.toFile())).isEqualTo(report);
        assertThat(report.at("/machine/cores").asInt()).isPositive();
        assertThat(report.at("/versions/kafka").asText()).isNotBlank();
        assertThat(report.at("/jobOptions/rlpips.delivery").asText()).isEqualTo("at-least-once");
        assertThat(report.at("/jobOptions/rlpips.embed.batch-size").asText()).isEqualTo("4");
        assertThroughput(report.at("/result/throughput"), 2);
        assertCpu(report.at("/result/throughput/cpu"));
        assertLatency(report.at("/result"));
        assertThat(report.at("/result/costsMeasured")).hasSize(3);
        assertThat(report.at("/result/costs/search/uploadsPerSecond").asDouble())
                .isGreaterThan(report.at("/result/idealPerSecond").asDouble());
        assertThat(report.at("/result/efficiencyWithoutBroker").asDouble())
                .isGreaterThan(report.at("/result/efficiency").asDouble());
        assertThat(report.at("/replay/uploads").asInt()).isEqualTo(60);
        assertThat(report.at("/replay/ofLive").asDouble())
                .isCloseTo(
                        report.at("/replay/uploadsPerSecond").asDouble()
                                / report.at("/result/throughput/uploadsPerSecond")
                                        .asDouble(),
                        within(1e-9));
        assertThat(report.at("/replay/seconds").asDouble())
                .isGreaterThan(report.at("/replay/judgingSeconds").asDouble());
        assertGrown(report.at("/result/grown"));
        assertRegistering(report.at("/result/registering"));
        assertThat(report.at("/result/resumed/judgingSeconds").asDouble())
                .isGreaterThan(report.at("/result/resumed/goneSeconds").asDouble());
        assertThat(run.remarks()).contains("60 uploads judged", "efficiency", "60 uploads replayed in", "killed, gone");
    }

    /** The references added are searched: none of the uploads shows one, and all that were found before still are. */
    private static void assertGrown(JsonNode grown) {
        assertThat(grown.get("references").asInt()).isEqualTo(40);
        assertThroughput(grown.get("throughput"), 1);
        assertThat(grown.get("ofSmall").asDouble()).isPositive();
        assertThat(grown.get("cpuOfSmall").asDouble()).isPositive();
    }

    private static void assertRegistering(JsonNode registering) {
        assertThat(registering.at("/before/decided/max").asLong()).isPositive();
        assertThat(registering.at("/atFirst/decided/max").asLong()).isPositive();
        JsonNode meanwhile = registering.get("meanwhile");
        assertThat(meanwhile.get("references").asInt()).isPositive();
        assertThat(meanwhile.at("/latencies/uploads").asInt()).isPositive();
        assertThat(meanwhile.get("added")).isNotEmpty().allSatisfy(BenchPipelineITCase::assertEffect);
        assertThat(meanwhile.get("removed")).isNotEmpty().allSatisfy(BenchPipelineITCase::assertEffect);
    }

    private static void assertEffect(JsonNode effect) {
        double recorded = effect.get("recordedSeconds").asDouble();
        assertThat(recorded).isPositive();
        assertThat(effect.get("countsSeconds").asDouble())
                .isBetween(recorded + LocalStack.visibilityDelay().toMillis() / 1e3, 60.0);
    }

    private static void assertThroughput(JsonNode throughput, int rounds) {
        assertThat(throughput.get("uploads").asInt()).isEqualTo(60);
        assertThat(throughput.get("copies").asInt()).isBetween(8, 28);
        assertThat(throughput.get("copiesFound")).isEqualTo(throughput.get("copies"));
        assertThat(throughput.get("othersMatched").asInt()).isZero();
        assertThat(throughput.at("/memory/tenths")).hasSize(9 * rounds);
        for (String moment : Set.of("start", "tenths/8", "end")) {
            assertThat(throughput.at("/memory/" + moment + "/heapMiB").asLong())
                    .as(moment)
                    .isPositive();
        }
    }

    /** A task that is called otherwise one day must not vanish among the others. */
    private static void assertCpu(JsonNode cpu) {
        Set<String> stages = new TreeSet<>();
        double sum = 0;
        double other = 0;
        for (JsonNode stage : cpu.get("stages")) {
            stages.add(stage.get("stage").asText());
            sum += stage.get("share").asDouble();
            other += stage.get("stage").asText().equals("OTHER")
                    ? stage.get("share").asDouble()
                    : 0;
        }
        assertThat(stages)
                .contains("BROKER", "READ", "CANONICALISE", "EMBED", "INFERENCE", "SEARCH", "DECIDE", "RUNTIME");
        assertThat(sum).isBetween(0.99, 1.1);
        assertThat(other).isLessThan(0.1);
    }

    private static void assertLatency(JsonNode result) {
        JsonNode latency = result.get("latencyAtHalfLoad");
        assertThat(latency.get("uploads").asInt()).isEqualTo(30);
        assertThat(latency.get("uploadsPerSecond").asDouble())
                .isLessThan(result.at("/throughput/uploadsPerSecond").asDouble());
        assertThat(latency.at("/decided/p50").asLong()).isPositive();
        assertThat(latency.at("/delivered/p50").asLong())
                .isGreaterThanOrEqualTo(latency.at("/decided/p50").asLong());
        assertThat(latency.at("/delivered/max").asLong())
                .isGreaterThanOrEqualTo(latency.at("/delivered/p99").asLong());
    }
}
