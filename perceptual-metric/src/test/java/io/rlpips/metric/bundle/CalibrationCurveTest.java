package io.rlpips.metric.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.bundle.CalibrationCurve.Point;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CalibrationCurveTest {
    /** Rates 1e-5 at 0.1 and 1e-3 at 0.2; below, going down by 0.02 divides the rate by e. */
    private static final CalibrationCurve CURVE =
            new CalibrationCurve(1_000_000, List.of(new Point(0.1, 1e-5), new Point(0.2, 1e-3)), 0.02);

    @Test
    void theLogarithmOfTheRateIsLinearBetweenPoints() {
        assertThat(CURVE.distanceAt(1e-4)).isCloseTo(0.15, within(1e-12));
        assertThat(CURVE.falseMatchRateAt(0.15)).isCloseTo(1e-4, within(1e-15));
        assertThat(CURVE.distanceAt(1e-5)).isEqualTo(0.1);
        assertThat(CURVE.distanceAt(1e-3)).isCloseTo(0.2, within(1e-12));
    }

    @Test
    void belowTheLowestPointTheRateFollowsTheTail() {
        assertThat(CURVE.distanceAt(1e-5 / Math.E)).isCloseTo(0.08, within(1e-12));
        assertThat(CURVE.falseMatchRateAt(0.06)).isCloseTo(1e-5 / Math.E / Math.E, within(1e-15));
    }

    @Test
    void aRateOfLessThanOnePairIsMarkedAsExtrapolated() {
        assertThat(CURVE.extrapolates(1e-6)).isFalse();
        assertThat(CURVE.extrapolates(0.99e-6)).isTrue();
    }

    @Test
    void aThresholdSpreadsTheFalseAlertsOverReferencesAndViews() {
        assertThat(CURVE.thresholdFor(1, 1000, 10)).isEqualTo(CURVE.distanceAt(1e-4));
        assertThat(CURVE.thresholdFor(0.01, 100, 1)).isEqualTo(CURVE.distanceAt(1e-4));
        assertThat(CURVE.thresholdFor(1, 10_000, 10)).isLessThan(CURVE.thresholdFor(1, 1000, 10));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, rate of 1.00 a pair is outside what 1000000 pairs can say: 1.00e-09 to 0.00100",
        "1, 10000000000, 1, rate of 1.00e-10 a pair is outside",
        "1, 100000000, 1, no distance is small enough",
        "0, 1, 1, all must be above 0",
        "NaN, 1, 1, all must be above 0",
        "1, 0, 1, all must be above 0",
        "1, 1, 0, all must be above 0"
    })
    void whatTheCurveCannotSayIsRefused(double target, long references, int views, String message) {
        assertThatThrownBy(() -> CURVE.thresholdFor(target, references, views))
                .isInstanceOfSatisfying(
                        RlpipsException.class,
                        refusal -> assertThat(refusal.category()).isEqualTo(FailureCategory.INVALID_ARGUMENT))
                .hasMessageContaining(message);
    }

    @Property
    void distanceAndRateAreEachOthersInverse(@ForAll @DoubleRange(min = -7.1, max = -3.01) double exponent) {
        double rate = Math.pow(10, exponent);

        assertThat(CURVE.falseMatchRateAt(CURVE.distanceAt(rate))).isCloseTo(rate, within(rate * 1e-9));
    }

    @Property
    void lowerRatesNeedSmallerDistances(
            @ForAll @DoubleRange(min = -7.1, max = -3.01) double one,
            @ForAll @DoubleRange(min = -7.1, max = -3.01) double other) {
        double lower = CURVE.distanceAt(Math.pow(10, Math.min(one, other)));

        assertThat(lower).isLessThanOrEqualTo(CURVE.distanceAt(Math.pow(10, Math.max(one, other))));
    }

    @Test
    void aFittedCurveGivesTheSharesOfItsSample() {
        float[] distances = TestBundles.distances(10_000, 1);
        CalibrationCurve curve = CalibrationCurve.fit(distances, 60_000_000);

        for (int rank : new int[] {100, 300, 1000, 3000, 10_000}) {
            double share = rank / 60e6;
            assertThat(curve.distanceAt(share)).isCloseTo(distances[rank - 1], within(2e-4));
        }
        assertThat(curve.highestRate()).isEqualTo(10_000 / 60e6);
        assertThat(curve.points()).hasSizeLessThan(40);
    }

    @Test
    void theFittedTailFollowsTheLawOfTheSample() {
        CalibrationCurve curve = CalibrationCurve.fit(TestBundles.distances(10_000, 2), 60_000_000);

        assertThat(curve.tailScale()).isCloseTo(0.02, within(0.006));
        double truth = 0.3 + 0.02 * Math.log(1e-8 / (10_000 / 60e6));
        assertThat(curve.distanceAt(1e-8)).isCloseTo(truth, within(0.03));
    }

    @Test
    void equalDistancesCountWithTheRateThatHoldsForAllOfThem() {
        float[] distances = new float[300];
        Arrays.fill(distances, 150, 300, 0.5f);
        for (int i = 0; i < 150; i++) {
            distances[i] = 0.001f * (i + 1);
        }

        CalibrationCurve curve = CalibrationCurve.fit(distances, 1000);

        assertThat(curve.points().get(curve.points().size() - 1)).isEqualTo(new Point(0.5, 0.3));
        assertThat(curve.points().stream().filter(point -> point.distance() == 0.5))
                .hasSize(1);
    }

    @Property(tries = 200)
    void anyAscendingSampleGivesARisingCurve(@ForAll long seed) {
        Random random = new Random(seed);
        float[] distances = new float[10 + random.nextInt(500)];
        for (int i = 0; i < distances.length; i++) {
            distances[i] = random.nextInt(1 + random.nextInt(1000)) / 1000f;
        }
        Arrays.sort(distances);
        distances[0] = 0;
        distances[distances.length - 1] = 1;
        if (distances[Math.min(CalibrationCurve.TAIL_SAMPLE, distances.length) - 1] == 0) {
            return;
        }

        CalibrationCurve curve = CalibrationCurve.fit(distances, 10_000);

        assertThat(curve.points()).isNotEmpty();
        assertThat(curve.highestRate()).isEqualTo(distances.length / 10_000.0);
    }

    @Test
    void aSampleThatSaysNothingIsRefused() {
        assertUnfit(new float[9], 100, "9 distances of 100 pairs");
        assertUnfit(new float[20], 19, "20 distances of 19 pairs");
        assertUnfit(new float[20], 100, "are all 0.0: no tail can be fitted");
        assertUnfit(new float[] {0, 1, 2, 3, 4, 5, 6, 7, 9, 8}, 100, "distance 8.0 at place 9");
        assertUnfit(new float[] {-1, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 100, "distance -1.0 at place 0");
        assertUnfit(new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8, Float.NaN}, 100, "distance NaN at place 9");
        assertUnfit(new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8, Float.POSITIVE_INFINITY}, 100, "distance Infinity");
    }

    private static void assertUnfit(float[] distances, long pairs, String message) {
        assertThatThrownBy(() -> CalibrationCurve.fit(distances, pairs))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining(message);
    }
}
