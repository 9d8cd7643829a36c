package io.rlpips.metric.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FloatSquaresTest {
    private final FloatSquares squares = new FloatSquares();

    /** Values of all sizes, also such that their squares are no normal numbers of float32, and not only at the radius. */
    @Property(tries = 500)
    void whatLiesWithinTheRadiusMayBeWithin(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 5_000) int dimensions,
            @ForAll @IntRange(min = -90, max = 60) int exponent,
            @ForAll @DoubleRange(min = 1, max = 2) double share) {
        Random random = new Random(seed);
        float[] a = values(random, dimensions, exponent);
        float[] b = values(random, dimensions, exponent);

        double distance = SquaredDistance.between(a, b);

        assertThat(squares.mayBeWithin(a, b, distance)).isTrue();
        assertThat(squares.mayBeWithin(a, b, distance * share)).isTrue();
        assertThat(squares.mayBeWithin(a, a, 0)).isTrue();
    }

    @Property(tries = 200)
    void whatIsFartherByAMillionthIsRuledOut(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 5_000) int dimensions,
            @ForAll @IntRange(min = -30, max = 60) int exponent) {
        Random random = new Random(seed);
        float[] a = values(random, dimensions, exponent);
        float[] b = values(random, dimensions, exponent);

        assertThat(squares.mayBeWithin(a, b, SquaredDistance.between(a, b) * (1 - 1.5e-6)))
                .isFalse();
    }

    /** Whichever value it is that sets two points apart. */
    @Property(tries = 200)
    void everyValueCounts(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5_000) int dimensions) {
        float[] a = new float[dimensions];
        float[] b = new float[dimensions];
        b[new Random(seed).nextInt(dimensions)] = 1;

        assertThat(squares.mayBeWithin(a, b, 0.999)).isFalse();
        assertThat(squares.mayBeWithin(a, b, 1)).isTrue();
    }

    @Test
    void aSquareTooSmallForFloat32RulesNothingOut() {
        float[] a = {3e-23f};
        float[] b = {0};

        assertThat(squares.mayBeWithin(a, b, SquaredDistance.between(a, b))).isTrue();
    }

    @Test
    void aDistanceTooLargeForFloat32RulesNothingOut() {
        assertThat(squares.mayBeWithin(new float[] {0x1p66f}, new float[] {0}, 0x1p132))
                .isTrue();
    }

    @Test
    void whatIsNoNumberRulesNothingOut() {
        assertThat(squares.mayBeWithin(new float[] {Float.NaN}, new float[] {0}, 1))
                .isTrue();
    }

    private static float[] values(Random random, int count, int exponent) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = Math.scalb((float) random.nextGaussian(), exponent - random.nextInt(3));
        }
        return values;
    }
}
