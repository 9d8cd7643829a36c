package io.rlpips.local.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.local.bench.PipelineResult.Grown;
import io.rlpips.local.bench.PipelineResult.Latencies;
import io.rlpips.local.bench.PipelineResult.MemoryUses;
import io.rlpips.local.bench.PipelineResult.Phases;
import io.rlpips.local.bench.PipelineResult.Registered;
import io.rlpips.local.bench.PipelineResult.Throughput;
import io.rlpips.local.bench.StageCosts.Cost;
import io.rlpips.training.run.MemoryUse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PipelineResultTest {
    private static final MemoryUse MEMORY = new MemoryUse(100, 150, 200);

    /** 400 uploads in 1 s on two cores of which the broker takes a fifth of one. */
    private final CpuUse cpu = CpuUse.of(1, 2, 2, Map.of(PipelineStage.BROKER, 0.2, PipelineStage.CANONICALISE, 1.2));

    /** 1000/s, 4000/s, 4000/s and 2000/s are 500/s together, 4 ms on two cores. */
    private final StageCosts costs = new StageCosts(
            2, new Cost(1000, 2), new Cost(4000, 0.5), new Cost(4000, 0.5), new Cost(2000, 1), new Cost(600, 3.5), 1);

    @Test
    void whatNoThreadOfJavaUsedIsTheVirtualMachines() {
        assertThat(cpu.ofCapacity()).isEqualTo(1);
        assertThat(cpu.ofCapacity(PipelineStage.VIRTUAL_MACHINE)).isEqualTo(0.3, within(1e-9));
        assertThat(cpu.ofCapacity(PipelineStage.SEARCH)).isZero();
        assertThat(cpu.stages()).extracting(CpuUse.StageUse::stage).first().isEqualTo(PipelineStage.CANONICALISE);
        assertThat(cpu.line()).contains("100 % of 2 cores", "canonicalise 60.0 %", "virtual machine 30.0 %");
    }

    @Test
    void efficiencyIsWhatWasAchievedOfDecodingEmbeddingAndSearchAlone() {
        Phases phases = new Phases(
                new Registered(10, 1, 10),
                throughput(400, 1, cpu),
                List.of(costs, costs),
                Latencies.of(decided(10, 4), cpu),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        PipelineResult result = PipelineResult.of(10_000, phases);

        assertThat(result.idealPerSecond()).isEqualTo(500, within(1e-9));
        assertThat(result.efficiency()).isEqualTo(0.8, within(1e-9));
        assertThat(result.efficiencyWithoutBroker()).isEqualTo(0.8 / 0.9, within(1e-9));
        assertThat(result.cpuMillis()).isEqualTo(5, within(1e-9));
        assertThat(result.cpuEfficiency()).isEqualTo(0.8, within(1e-9));
        assertThat(result.cpuEfficiencyWithoutBroker()).isEqualTo(0.8 / 0.9, within(1e-9));
        assertThat(result.loopEfficiency()).isEqualTo(0.9, within(1e-9));
        assertThat(result.loopEfficiencyWithoutBroker()).isEqualTo(1.0, within(1e-9));
    }

    @Test
    void costsOnAverageAreThoseOfTheTimeAnUploadTakes() {
        StageCosts slow = new StageCosts(
                2, new Cost(500, 4), new Cost(2000, 1), new Cost(2000, 1), new Cost(1000, 2), new Cost(300, 7), 0.9);

        StageCosts mean = StageCosts.mean(List.of(costs, slow));

        assertThat(mean.decode().uploadsPerSecond()).isEqualTo(2 / (1 / 1000.0 + 1 / 500.0), within(1e-9));
        assertThat(mean.idealCpuMillis()).isEqualTo(6, within(1e-9));
        assertThat(mean.loopCpuMillis()).isEqualTo(6.75, within(1e-9));
        assertThat(mean.idealPerSecond()).isEqualTo(2 / (1 / 500.0 + 1 / 250.0), within(1e-9));
        assertThat(mean.ofCapacity()).isEqualTo(0.9);
    }

    @Test
    void roundsAreOneLoadThatTookAllOfTheirTime() {
        Throughput both = Throughput.together(List.of(
                throughput(400, 1, cpu), throughput(200, 1, CpuUse.of(1, 2, 1, Map.of(PipelineStage.BROKER, 0.4)))));

        assertThat(both.uploadsPerSecond()).isEqualTo(300, within(1e-9));
        assertThat(both.cpu().ofCapacity()).isEqualTo(0.75, within(1e-9));
        assertThat(both.cpu().ofCapacity(PipelineStage.BROKER)).isEqualTo(0.15, within(1e-9));
        assertThat(both.cpu().ofCapacity(PipelineStage.VIRTUAL_MACHINE)).isEqualTo(0.3, within(1e-9));
        assertThat(both.memory().tenths()).hasSize(2);
    }

    @Test
    void aGrownBankIsComparedWithTheSmallOneByRateAndByProcessorTime() {
        CpuUse later = CpuUse.of(2.5, 2, 4, Map.of());

        Grown grown = Grown.of(1_000_000, 60, throughput(400, 2.5, later), throughput(400, 1, cpu));

        assertThat(grown.ofSmall()).isEqualTo(0.4, within(1e-9));
        assertThat(grown.cpuOfSmall()).isEqualTo(0.5, within(1e-9));
        assertThat(grown.line()).contains("1,000,000 references", "160 uploads/s", "0.40", "0.50");
    }

    @Test
    void latenciesAreOfTheBrokersClockAtTheRateItSaw() {
        Latencies latencies = Latencies.of(decided(101, 20), cpu);

        assertThat(latencies.uploadsPerSecond()).isEqualTo(50);
        assertThat(latencies.decided()).isEqualTo(new PipelineResult.Millis(50, 95, 99, 100));
        assertThat(latencies.delivered().p50()).isEqualTo(57);
        assertThat(latencies.slowestOfEachSecond()).containsExactly(49L, 99L, 100L);
        assertThat(latencies.line()).contains("ms of processor time each", "100 % of 2 cores");
    }

    private static Throughput throughput(int uploads, double seconds, CpuUse cpu) {
        return new Throughput(
                uploads, seconds, uploads / seconds, 0, 0, 0, cpu, new MemoryUses(MEMORY, List.of(MEMORY), MEMORY));
    }

    /** Latencies of 0, 1, 2 ... ms, of uploads that came one after the other. */
    private static List<Decided> decided(int count, long millisApart) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Decided(i, Optional.empty(), 1_000 + i * millisApart, i, i + 7))
                .toList();
    }
}
