package io.rlpips.training.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.DoubleStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;

class SeparationTest {
    @Example
    void samplesApartAreSeparatedEntirely() {
        double[] high =
                DoubleStream.iterate(0.8, value -> value + 0.001).limit(50).toArray();
        double[] low =
                DoubleStream.iterate(0.1, value -> value + 0.001).limit(70).toArray();

        assertThat(Separation.of(high, low)).isEqualTo(new Separation(1, 0));
        assertThat(Separation.of(low, high).above()).isZero();
    }

    @Example
    void aKnownCase() {
        // 3 > 1, 3 > 2, 3 = 3; 1 = 1
        assertThat(Separation.of(new double[] {1, 3}, new double[] {1, 2, 3}).above())
                .isCloseTo((0.5 + 2.5) / 6, within(1e-12));
    }

    @Property
    void oneSampleIsNotSeparateFromItself(@ForAll @Size(min = 1, max = 30) List<@DoubleRange(max = 1) Double> values) {
        Separation separation = Separation.of(array(values), array(values));

        assertThat(separation.above()).isCloseTo(0.5, within(1e-12));
        assertThat(separation.overlap()).isCloseTo(1, within(1e-9));
    }

    @Property
    void whatOneExceedsTheOtherFallsShortOf(
            @ForAll @Size(min = 1, max = 20) List<@DoubleRange(max = 1) Double> some,
            @ForAll @Size(min = 1, max = 20) List<@DoubleRange(max = 1) Double> others) {
        Separation there = Separation.of(array(some), array(others));
        Separation back = Separation.of(array(others), array(some));

        assertThat(there.above() + back.above()).isCloseTo(1, within(1e-12));
        assertThat(there.overlap()).isCloseTo(back.overlap(), within(1e-12)).isBetween(0.0, 1 + 1e-9);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
