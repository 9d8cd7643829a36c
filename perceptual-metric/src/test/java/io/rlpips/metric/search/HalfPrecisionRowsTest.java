package io.rlpips.metric.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HalfPrecisionRowsTest {

    /** Values of all sizes, beyond those that float16 has at both ends. */
    @Property(tries = 300)
    void aRowWithinTheRadiusIsNeverRuledOut(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 5_000) int dimensions,
            @ForAll @IntRange(min = -140, max = 40) int exponent,
            @ForAll @DoubleRange(min = 0, max = 1) double share) {
        Random random = new Random(seed);
        float[] row = values(random, dimensions, exponent);
        float[] query = near(row, random, share);
        HalfPrecisionRows rows = new HalfPrecisionRows(dimensions);
        rows.set(7, row);

        assertThat(rows.mayBeWithin(7, query, SquaredDistance.between(row, query)))
                .isTrue();
    }

    @Property(tries = 100)
    void aRowFartherThanTheRadiusByMoreThanRoundingIsRuledOut(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 5_000) int dimensions) {
        Random random = new Random(seed);
        float[] row = values(random, dimensions, 0);
        float[] query = values(random, dimensions, 0);
        HalfPrecisionRows rows = new HalfPrecisionRows(dimensions);
        rows.set(0, row);

        // Rounding moves a value by 2^-11 of it at most, or one that is kept as 0 by 2^-28 of the largest.
        double root = Math.sqrt(SquaredDistance.between(row, query));
        double length = Math.sqrt(SquaredDistance.norm(row));
        double ruledOut = 0.999 * root - 1.01 * (0x1p-11 + 0x1p-28 * Math.sqrt(dimensions)) * length;
        if (ruledOut > 0) {
            assertThat(rows.mayBeWithin(0, query, ruledOut * ruledOut)).isFalse();
        }
        assertThat(rows.mayBeWithin(0, query, root * root)).isTrue();
    }

    @Test
    void aRowWithAValueThatNoModelHasIsNeverRuledOut() {
        HalfPrecisionRows rows = new HalfPrecisionRows(2);
        rows.set(0, new float[] {3e38f, 1});

        assertThat(rows.mayBeWithin(0, new float[] {0, 0}, 1e-3)).isTrue();
        assertThat(rows.mayBeWithin(0, new float[] {3e38f, 1}, 0)).isTrue();
    }

    @Test
    void aSquareTooSmallForFloat32RulesNothingOut() {
        float[] row = {3e-23f};
        float[] query = {0};
        HalfPrecisionRows rows = new HalfPrecisionRows(1);
        rows.set(0, row);

        assertThat(rows.mayBeWithin(0, query, SquaredDistance.between(row, query)))
                .isTrue();
    }

    @Test
    void aDistanceTooLargeForFloat32RulesNothingOut() {
        HalfPrecisionRows rows = new HalfPrecisionRows(2);
        rows.set(0, new float[] {1, 0});

        assertThat(rows.mayBeWithin(0, new float[] {0x1p66f, 0}, 0x1p132)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64, 5_000, 1 << 19, 1 << 20, (1 << 20) + 1, 3_000_001, 100_000_000, 1 << 29, (1 << 30) - 2})
    void aBlockTakesAGibibyteAtMostUnlessOneRowDoes(int dimensions) {
        int rows = HalfPrecisionRows.rowsPerBlock(dimensions);
        long rowBytes = 4L * PackedHalves.ints(dimensions);

        assertThat(rows).isBetween(1, 1024);
        assertThat(rows == 1 || rows * rowBytes <= 1 << 30).isTrue();
        assertThat(rows * rowBytes).isLessThan(Integer.MAX_VALUE);
    }

    @Test
    void rowsOfAllBlocksAreKeptApart() {
        HalfPrecisionRows rows = new HalfPrecisionRows(3, 2);
        for (int slot = 6; slot >= 0; slot--) {
            rows.set(slot, new float[] {slot, 1, -slot});
        }

        for (int slot = 0; slot < 7; slot++) {
            for (int other = 0; other < 7; other++) {
                assertThat(rows.mayBeWithin(slot, new float[] {other, 1, -other}, 1e-3))
                        .isEqualTo(slot == other);
            }
        }
    }

    @Test
    void aRowThatWasForgottenIsNotThere() {
        HalfPrecisionRows rows = new HalfPrecisionRows(2);
        rows.set(3, new float[] {1, 2});

        assertThat(rows.has(3)).isTrue();
        assertThat(rows.has(2)).isFalse();
        rows.forget(3);
        assertThat(rows.has(3)).isFalse();
    }

    private static float[] values(Random random, int count, int exponent) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            // A fingerprint has many zeros, and values that are much smaller than others.
            values[i] = random.nextInt(3) == 0
                    ? 0
                    : Math.scalb((float) random.nextGaussian(), exponent - random.nextInt(20));
        }
        return values;
    }

    private static float[] near(float[] values, Random random, double share) {
        float[] near = values.clone();
        for (int i = 0; i < near.length; i++) {
            near[i] += (float) (share * share * random.nextGaussian() * Math.abs(near[i]));
        }
        return near;
    }
}
