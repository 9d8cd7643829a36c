package io.rlpips.training.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.failure.RlpipsException;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BinomialBoundTest {
    @Example
    void noSuccessIsTheClosedForm() {
        assertThat(BinomialBound.upper(0, 600, 0.95)).isCloseTo(1 - Math.pow(0.05, 1 / 600.0), within(1e-9));
        assertThat(BinomialBound.upper(0, 600, 0.95))
                .as("less than half a percent")
                .isLessThan(0.005);
        assertThat(BinomialBound.upper(0, 200, 0.95)).isGreaterThan(0.01);
    }

    /** Quantiles of beta distributions (Clopper and Pearson 1934), from published tables. */
    @Example
    void knownValues() {
        assertThat(BinomialBound.upper(1, 10, 0.95)).isCloseTo(0.3942, within(1e-4));
        assertThat(BinomialBound.upper(5, 10, 0.95)).isCloseTo(0.7776, within(1e-4));
        assertThat(BinomialBound.lower(5, 10, 0.95)).isCloseTo(0.2224, within(1e-4));
        assertThat(BinomialBound.upper(2, 100, 0.975)).isCloseTo(0.0704, within(1e-4));
        assertThat(BinomialBound.lower(2, 100, 0.975)).isCloseTo(0.0024, within(1e-4));
        assertThat(BinomialBound.upper(7, 7, 0.95)).isEqualTo(1);
        assertThat(BinomialBound.lower(0, 7, 0.95)).isZero();
    }

    @Property
    void theBoundLiesAboveTheShareAndFallsWithMoreTrials(
            @ForAll @IntRange(max = 50) int successes, @ForAll @IntRange(min = 51, max = 900) int trials) {
        double bound = BinomialBound.upper(successes, trials, 0.95);

        assertThat(bound).isBetween((double) successes / trials, 1.0);
        assertThat(BinomialBound.upper(successes, trials + 50, 0.95)).isLessThan(bound);
        assertThat(BinomialBound.lower(successes, trials, 0.95)).isLessThanOrEqualTo((double) successes / trials);
    }

    @Example
    void impossibleCountsAreRefused() {
        assertThatThrownBy(() -> BinomialBound.upper(3, 2, 0.95))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("3 successes of 2");
    }
}
