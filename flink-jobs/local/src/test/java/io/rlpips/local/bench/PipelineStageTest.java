package io.rlpips.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineStageTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data-plane-kafka-request-handler-3 | BROKER",
                "kafka-1-raft-io-thread | BROKER",
                "Source: uploads (1/2)#0 | READ",
                "Source Data Fetcher for Source: uploads (2/2)#0 | READ",
                "Source: fingerprints -> (fingerprints: read, fingerprints: time only) (1/1)#0 | READ",
                "gate (1/2)#0 | READ",
                "uploads: read -> (uploads: inline -> uploads: canonicalise inline) (1/2)#0 | CANONICALISE",
                "uploads: receive -> uploads: embed -> (uploads: send, uploads: recent) (2/2)#0 | EMBED",
                "rlpips-inference | INFERENCE",
                "shard (1/2)#0 | SEARCH",
                "merge -> judge -> (verdicts: Writer -> verdicts: Committer) (1/2)#0 | DECIDE",
                "references: embed (1/2)#0 | REFERENCES",
                "Source Data Fetcher for Source: references (1/2)#0 | REFERENCES",
                "Time Trigger for uploads: receive -> uploads: embed (1/2)#0 | RUNTIME",
                "SourceCoordinator-Source: uploads | RUNTIME",
                "main | BENCHMARK",
                "something new | OTHER"
            })
    void aThreadIsKnownByItsName(String name, PipelineStage stage) {
        assertThat(PipelineStage.ofThread(name)).isEqualTo(stage);
    }

    @Test
    void theVirtualMachinesOwnThreadsAreToldApart() {
        assertThat(PipelineStage.ofNativeThread("C2 CompilerThre")).contains(PipelineStage.COMPILER);
        assertThat(PipelineStage.ofNativeThread("G1 Conc#0")).contains(PipelineStage.GARBAGE_COLLECTION);
        assertThat(PipelineStage.ofNativeThread("GC Thread#1")).contains(PipelineStage.GARBAGE_COLLECTION);
        assertThat(PipelineStage.ofNativeThread("rocksdb:low")).contains(PipelineStage.STATE_FILES);
        assertThat(PipelineStage.ofNativeThread("VM Thread")).isEmpty();
    }

    /** This process has compiled something by now. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void theCompilersTimeIsRead() {
        long nanos = NativeThreads.used().values().stream()
                .filter(used -> used.stage() == PipelineStage.COMPILER)
                .mapToLong(NativeThreads.Used::nanos)
                .sum();

        assertThat(nanos).isPositive();
    }

    /** Kafka's clients are named alike; whose they are is at the end. */
    @ParameterizedTest
    @CsvSource({
        "producer-rlpips-detector-verdicts-0-0,DECIDE",
        "producer-rlpips-references-rejects-1-0,REFERENCES",
        "producer-3,OTHER"
    })
    void producersBelongToTheirTask(String client, PipelineStage stage) {
        assertThat(PipelineStage.ofThread("kafka-producer-network-thread | " + client))
                .isEqualTo(stage);
    }
}
