package io.rlpips.metric.weights;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import org.junit.jupiter.api.Test;

final class HalfPrecisionTest {
    @Test
    void knownPatternsHaveTheirValues() {
        assertThat(HalfPrecision.toFloat((short) 0x3c00)).isEqualTo(1f);
        assertThat(HalfPrecision.toFloat((short) 0xc000)).isEqualTo(-2f);
        assertThat(HalfPrecision.toFloat((short) 0x7bff)).isEqualTo(65504f);
        assertThat(HalfPrecision.toFloat((short) 0x0400)).isEqualTo(0x1.0p-14f);
        assertThat(HalfPrecision.toFloat((short) 0x0001)).isEqualTo(0x1.0p-24f);
        assertThat(HalfPrecision.toFloat((short) 0x7c00)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(HalfPrecision.toFloat((short) 0x7e00)).isNaN();
        assertThat(HalfPrecision.brainToFloat((short) 0xc040)).isEqualTo(-3f);
    }

    @Test
    void everyPatternSurvivesTheWayThroughFloat() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = HalfPrecision.toFloat((short) bits);
            if (!Float.isNaN(value)) {
                assertThat(HalfPrecision.fromFloat(value))
                        .as("pattern %04x", bits)
                        .isEqualTo((short) bits);
            }
        }
    }

    @Test
    void valuesInTheMiddleGoToTheEvenNeighbour() {
        assertThat(HalfPrecision.fromFloat(1 + 0x1.0p-11f)).isEqualTo((short) 0x3c00);
        assertThat(HalfPrecision.fromFloat(1 + 3 * 0x1.0p-11f)).isEqualTo((short) 0x3c02);
        assertThat(HalfPrecision.fromFloat(65519.996f)).isEqualTo((short) 0x7bff);
        assertThat(HalfPrecision.fromFloat(65520f)).isEqualTo((short) 0x7c00);
        assertThat(HalfPrecision.fromFloat(0x1.0p-25f)).isEqualTo((short) 0);
        assertThat(HalfPrecision.fromFloat(Math.nextUp(0x1.0p-25f))).isEqualTo((short) 1);
    }

    @Property
    void noNeighbourIsNearer(@ForAll @FloatRange(min = -65504, max = 65504) float value) {
        short bits = HalfPrecision.fromFloat(value);
        double error = Math.abs((double) HalfPrecision.toFloat(bits) - value);

        assertThat(error).isLessThanOrEqualTo(errorOf((short) (bits + 1), value));
        assertThat(error).isLessThanOrEqualTo(errorOf((short) (bits - 1), value));
    }

    private static double errorOf(short bits, float value) {
        float neighbour = HalfPrecision.toFloat(bits);
        return Float.isFinite(neighbour) ? Math.abs((double) neighbour - value) : Double.MAX_VALUE;
    }
}
