package io.rlpips.metric.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.bundle.CalibrationCurve.Point;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.network.Backbone;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ViewThresholdsTest {
    private static final CalibrationCurve CURVE =
            new CalibrationCurve(1_000_000, List.of(new Point(0.1, 1e-5), new Point(0.2, 1e-3)), 0.02);

    @Property(tries = 200)
    void theRatesOfAllViewsAddUpToTheOneWanted(
            @ForAll @DoubleRange(min = -5.7, max = -3) double logarithmOfRate,
            @ForAll @IntRange(min = 1, max = 17) int views,
            @ForAll @DoubleRange(min = 0, max = 0.99) double share) {
        double rate = Math.pow(10, logarithmOfRate);
        double asIsShare = Math.max(share, 1.0 / views) * (views == 1 ? 0.5 : 1);

        ViewThresholds thresholds = ViewThresholds.of(CURVE, rate, views, asIsShare);

        Assume.that(thresholds.otherViews() > 0);
        double together = CURVE.falseMatchRateAt(thresholds.asIs())
                + (views - 1) * CURVE.falseMatchRateAt(thresholds.otherViews());
        assertThat(together).isCloseTo(rate, within(1e-9 * rate));
        assertThat(thresholds.otherViews()).isLessThanOrEqualTo(thresholds.asIs() + 1e-12);
        assertThat(thresholds.handicap()).isCloseTo(thresholds.asIs() - thresholds.otherViews(), within(1e-15));
    }

    @Test
    void anEqualShareJudgesAllViewsByTheDistanceOfAsManyReferences() {
        ViewThresholds thresholds = ViewThresholds.of(CURVE, 1e-4, 10, 0.1);

        assertThat(thresholds.asIs()).isCloseTo(CURVE.thresholdFor(1e-4, 1, 10), within(1e-12));
        assertThat(thresholds.otherViews()).isCloseTo(thresholds.asIs(), within(1e-12));
    }

    @Test
    void aShareBeyondTheCurveGetsItsEndAndTheOthersWhatIsTheirs() {
        ViewThresholds thresholds = ViewThresholds.of(CURVE, 5e-3, 11, 0.8);

        assertThat(thresholds.asIs()).isEqualTo(CURVE.highestDistance());
        assertThat(thresholds.otherViews()).isCloseTo(CURVE.distanceAt(1e-4), within(1e-12));
    }

    @Test
    void whereNoDistanceIsSmallEnoughForTheOtherViewsTheyMatchOnlyWhatIsTheSame() {
        assertThat(ViewThresholds.of(CURVE, 1e-7, 17, 0.8).otherViews()).isZero();
        assertThat(ViewThresholds.of(CURVE, 1e-7, 17, 0.8).asIs()).isPositive();
    }

    @Test
    void aManifestRecommendsWhatItsCurveLeavesToOtherViews() {
        Manifest manifest = Manifest.describing("model", Backbone.ALEXNET, 64, "imported");

        assertThat(manifest.recommendedThresholds(17)).isEmpty();
        assertThat(manifest.withRecommendedThreshold(0.15).recommendedThresholds(17))
                .as("without a curve")
                .hasValue(ViewThresholds.same(0.15));
        assertThat(manifest.withCalibration(CURVE)
                        .withRecommendedThreshold(0.21)
                        .recommendedThresholds(17))
                .as("beyond the curve")
                .hasValue(ViewThresholds.same(0.21));
        assertThat(manifest.withCalibration(CURVE)
                        .withRecommendedThreshold(0.001)
                        .recommendedThresholds(17))
                .as("where four fifths of the rate are at no distance")
                .hasValue(ViewThresholds.same(0.001));
        assertThat(manifest.withCalibration(CURVE)
                        .withRecommendedThreshold(0.15)
                        .recommendedThresholds(1))
                .as("of one view")
                .hasValue(ViewThresholds.same(0.15));
        ViewThresholds divided = ViewThresholds.of(CURVE, 1e-4, 17, ViewThresholds.AS_IS_SHARE);
        assertThat(manifest.withCalibration(CURVE)
                        .withRecommendedThreshold(0.15)
                        .recommendedThresholds(17))
                .hasValueSatisfying(recommended -> {
                    assertThat(recommended.asIs()).isEqualTo(0.15);
                    assertThat(recommended.handicap()).isCloseTo(divided.handicap(), within(1e-12));
                });
        assertThat(manifest.withCalibration(CURVE)
                        .withRecommendedThreshold(0.01)
                        .recommendedThresholds(17)
                        .orElseThrow()
                        .otherViews())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "1e-4, 0, 0.8, 0 views",
        "1e-4, 10, 0.09, at least 0.1000 and below 1",
        "1e-4, 10, 1, at least 0.1000 and below 1",
        "1e-4, 10, NaN, at least 0.1000 and below 1",
        "1e-12, 1, 0.8, outside what 1000000 pairs can say",
        "1e-8, 10, 0.8, no distance is small enough"
    })
    void whatCannotBeDividedIsRefused(double rate, int views, double share, String why) {
        assertThatThrownBy(() -> ViewThresholds.of(CURVE, rate, views, share))
                .isInstanceOfSatisfying(
                        RlpipsException.class,
                        failure -> assertThat(failure.category()).isEqualTo(FailureCategory.INVALID_ARGUMENT))
                .hasMessageContaining(why);
    }
}
