package io.rlpips.local.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.failure.RlpipsException;
import org.junit.jupiter.api.Test;

class EmbedBenchTest {
    private final EmbedBench bench = new EmbedBench(BundleReader.readDefault(), DeviceChoice.CPU, 0.01, 1);

    @Test
    void everySizeIsEmbeddedInWholeBatches() {
        EmbedResult result = bench.measure(96, 3);

        assertThat(result.inputSize()).isEqualTo(96);
        assertThat(result.embedded()).isPositive().matches(embedded -> embedded % 3 == 0);
        assertThat(result.seconds()).isGreaterThanOrEqualTo(0.01);
        assertThat(result.picturesPerSecond()).isEqualTo(result.embedded() / result.seconds());
    }

    /** The detector's own batches are smaller on a CPU. */
    @Test
    void largeBatchesAreNotCut() {
        assertThat(bench.measure(64, 40).batch()).isEqualTo(40);
    }

    @Test
    void anEmptyBatchIsRefused() {
        assertThatThrownBy(() -> bench.measure(64, 0))
                .isInstanceOf(RlpipsException.class)
                .hasMessage("batch of 0 pictures, needs at least 1");
    }
}
