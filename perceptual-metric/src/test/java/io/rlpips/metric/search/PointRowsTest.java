package io.rlpips.metric.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class PointRowsTest {
    /** More than a block holds. */
    private static final int SLOTS = 5_000;
    /** Of two sums of up to 100 squares in float64, each in an order of its own, as a share. */
    private static final double ROUNDING = 2 * 102 * 0x1p-53;

    @Property(tries = 60)
    void aSquareIsToldWithinItsRoundingUntilItIsMoreThanEnough(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 100) int length,
            @ForAll @DoubleRange(min = 0, max = 1.5) double shareOfTypical) {
        Random random = new Random(seed);
        PointRows rows = new PointRows(length);
        float[][] points = new float[SLOTS][];
        // In any order, some of them twice: the last counts.
        for (int slot = SLOTS - 1; slot >= 0; slot -= 1 + random.nextInt(40)) {
            points[slot] = point(random, length);
            rows.set(slot, point(random, length));
            rows.set(slot, points[slot]);
        }
        float[] query = point(random, length);
        double enough = shareOfTypical * 2 * length;

        for (int slot = 0; slot < SLOTS; slot++) {
            if (points[slot] != null) {
                double square = rows.squareApart(query, slot, Double.POSITIVE_INFINITY);
                assertThat(square).isCloseTo(inIndexOrder(query, points[slot]), withinPercentage(100 * ROUNDING));
                assertThat(rows.squareApart(query, slot, square)).isEqualTo(square);
                double told = rows.squareApart(query, slot, enough);
                assertThat(told).isLessThanOrEqualTo(square);
                assertThat(told <= enough).isEqualTo(square <= enough);
            }
        }
    }

    private static double inIndexOrder(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = (double) a[i] - b[i];
            sum += difference * difference;
        }
        return sum;
    }

    private static float[] point(Random random, int length) {
        float[] point = new float[length];
        for (int i = 0; i < length; i++) {
            point[i] = (float) random.nextGaussian();
        }
        return point;
    }
}
