package io.rlpips.training.optimiser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LearningRateTest {
    private final LearningRate rate = new LearningRate(0.2, 10, 110);

    @Test
    void risesInEqualStepsToItsPeak() {
        assertThat(rate.at(0)).isCloseTo(0.02, within(1e-12));
        assertThat(rate.at(9)).isCloseTo(0.2, within(1e-12));
    }

    @Test
    void fallsAlongHalfACosine() {
        assertThat(rate.at(10)).isCloseTo(0.2, within(1e-12));
        assertThat(rate.at(60)).isCloseTo(0.1, within(1e-12));
        assertThat(rate.at(110)).isCloseTo(0, within(1e-12));
    }

    @Test
    void withoutWarmUpItStartsAtThePeak() {
        assertThat(new LearningRate(0.2, 0, 10).at(0)).isCloseTo(0.2, within(1e-12));
    }
}
