package io.rlpips.local.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArrivalRateTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void itIsTheRateOfTheLastTenSeconds() {
        ArrivalRate rate = new ArrivalRate();
        assertThat(rate.perSecond()).isZero();
        rate.read(1_000, 0);
        assertThat(rate.perSecond())
                .as("what was there at the start has not just come")
                .isZero();

        for (int second = 1; second <= 20; second++) {
            rate.read(1_000 + 30L * second, second * SECOND);
        }
        assertThat(rate.perSecond()).isEqualTo(30);

        for (int second = 21; second <= 40; second++) {
            rate.read(1_600, second * SECOND);
        }
        assertThat(rate.perSecond()).isZero();
    }
}
