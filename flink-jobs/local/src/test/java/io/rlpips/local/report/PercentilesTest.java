package io.rlpips.local.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class PercentilesTest {
    @Test
    void ofAHundredValuesEachIsOnePercent() {
        Percentiles percentiles = Percentiles.of(LongStream.rangeClosed(1, 100).map(i -> 101 - i));

        assertThat(percentiles.at(0.50)).isEqualTo(50);
        assertThat(percentiles.at(0.99)).isEqualTo(99);
        assertThat(percentiles.at(1)).isEqualTo(100);
    }

    @Test
    void ofNothingThereIsNothingToTell() {
        assertThat(Percentiles.of(LongStream.empty()).at(0.5)).isZero();
    }

    @Property
    void enoughValuesAreNoLargerAndTooFewAreSmaller(
            @ForAll @NotEmpty long[] values, @ForAll @Scale(3) @DoubleRange(min = 0.001, max = 1) double share) {
        long at = Percentiles.of(LongStream.of(values)).at(share);

        assertThat(LongStream.of(values).filter(value -> value <= at).count())
                .isGreaterThanOrEqualTo((long) Math.ceil(share * values.length));
        assertThat((double) LongStream.of(values).filter(value -> value < at).count())
                .isLessThan(share * values.length);
    }
}
