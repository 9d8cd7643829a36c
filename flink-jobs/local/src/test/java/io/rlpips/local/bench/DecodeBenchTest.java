package io.rlpips.local.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.RlpipsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecodeBenchTest {
    private final DecodeBench bench = new DecodeBench(1, 85, 1);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void largeFilesAreMeasuredBothWays(boolean progressive) {
        DecodeResult result = bench.measure(1040, 1030, progressive);

        assertThat(result.bytes()).isGreaterThan(1040 * 1030 / 16);
        assertThat(result.imageIoMillis()).isPositive();
        assertThat(result.decodedInFullMillis()).isPositive();
        assertThat(result.ratio()).isEqualTo(result.canonicaliseMillis() / result.imageIoMillis());
        assertThat(result.meanDifference()).isPositive().isLessThan(1);
        assertThat(result.largestDifference()).isBetween(1, 12);
    }

    @Test
    void smallFilesGoOneWayOnly() {
        assertThat(bench.measure(64, 40, false).largestDifference()).isZero();
    }

    @Test
    void sizesThatAreNotAcceptedAreRefused() {
        assertThatThrownBy(() -> bench.measure(100_000, 100_000, false))
                .isInstanceOf(RlpipsException.class)
                .hasMessage("100000 x 100000 pixels, needs 8 a side and at most 50000000");
    }
}
