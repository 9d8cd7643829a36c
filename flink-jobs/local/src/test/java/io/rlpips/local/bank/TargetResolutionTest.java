package io.rlpips.local.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.bundle.CalibrationCurve;
import io.rlpips.metric.bundle.CalibrationCurve.Point;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.schemas.Policy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Distances for a curve that is short enough to resolve by hand. */
class TargetResolutionTest {
    /** A million pairs; a factor of ten from 0.1 to 0.2, and below a factor of e for each 0.01. */
    private static final CalibrationCurve CURVE =
            new CalibrationCurve(1_000_000, List.of(new Point(0.1, 1e-4), new Point(0.2, 1e-3)), 0.01);

    private static final ModelBundle MODEL = withCurve();
    private static final String MODEL_ID = MODEL.modelId();

    @Test
    void theRateOfAPairIsTheTargetOverReferencesAndTheOtherViewsShareAFifthOfIt() {
        ResolvedTarget oneView = ResolvedTarget.of(MODEL, 0.1, 200, 1);
        ResolvedTarget fiveViews = ResolvedTarget.of(MODEL, 0.1, 200, 5);

        assertThat(oneView.pairRate()).isCloseTo(5e-4, within(1e-15));
        assertThat(oneView.thresholds().asIs()).isCloseTo(0.1 + 0.1 * Math.log10(5), within(1e-12));
        assertThat(fiveViews.thresholds().asIs())
                .as("four fifths of the rate")
                .isCloseTo(0.1 + 0.1 * Math.log10(4), within(1e-12));
        assertThat(fiveViews.thresholds().otherViews())
                .as("a twentieth of the rate each, in the tail")
                .isCloseTo(0.1 + 0.01 * Math.log(0.25), within(1e-12));
        assertThat(fiveViews.inWords())
                .contains("counted on 1000000 pairs")
                .contains("under other views: in the fitted tail");
        assertThat(oneView.inWords()).contains("200 references of 1 view (").contains("counted on 1000000 pairs");
    }

    @Test
    void whatLiesInTheFittedTailAndBeyondTheSampleIsSaid() {
        ResolvedTarget fitted = ResolvedTarget.of(MODEL, 0.001, 100, 1);
        ResolvedTarget beyond = ResolvedTarget.of(MODEL, 0.0001, 1000, 1);

        assertThat(fitted.thresholds().asIs()).isCloseTo(0.1 + 0.01 * Math.log(0.1), within(1e-12));
        assertThat(fitted.inWords()).contains("in the fitted tail").contains("down to a rate of 0.0001");
        assertThat(beyond.thresholds().asIs()).isCloseTo(0.1 + 0.01 * Math.log(0.001), within(1e-12));
        assertThat(beyond.inWords()).contains("EXTRAPOLATED by a factor of 10.0 beyond the sample of 1000000 pairs");
    }

    @Test
    void aBankTooSmallForTheCurveGetsItsEndAndASmallBankTooFewMatchesForNothing() {
        ResolvedTarget end = ResolvedTarget.of(MODEL, 0.5, 10, 1);

        assertThat(end.thresholds().asIs()).isEqualTo(0.2);
        assertThat(end.inWords()).contains("beyond the curve's end at 0.00100");
        assertThatThrownBy(() -> ResolvedTarget.of(MODEL, 1e-9, 1_000_000, 1))
                .hasMessageContaining("outside what 1000000 pairs can say");
        ResolvedTarget endOfAsItIs = ResolvedTarget.of(MODEL, 0.5, 100, 10);
        assertThat(endOfAsItIs.thresholds().asIs()).isEqualTo(0.2);
        assertThat(endOfAsItIs.thresholds().otherViews())
                .as("a ninth of a fifth of 0.005")
                .isCloseTo(0.1 + 0.1 * Math.log10(10 / 9.0), within(1e-12));
        assertThat(endOfAsItIs.inWords())
                .contains("beyond the curve's end at 0.00100")
                .contains("under other views: counted on 1000000 pairs");
        assertThatThrownBy(() -> ResolvedTarget.of(MODEL, 1, 10, 1)).hasMessageContaining("between 0 and 1");
    }

    @Test
    void viewsThatThePolicyNamesCountAndOtherwiseTheRowsThereAre() {
        Map<String, BankSize> sizes = Map.of(MODEL_ID, new BankSize(100, 3));

        ResolvedTarget byRows = resolve(policy(), sizes, OptionalLong.empty());
        ResolvedTarget byPolicy = resolve(policy("mirrored"), sizes, OptionalLong.empty());

        assertThat(byRows.views()).isEqualTo(3);
        assertThat(byRows.references()).isEqualTo(100);
        assertThat(byPolicy.views()).isEqualTo(2);
        assertThat(resolve(policy(), sizes, OptionalLong.of(500)).references()).isEqualTo(500);
    }

    @Test
    void sizesThatCannotBeAreRefused() {
        Map<String, BankSize> sizes = Map.of(MODEL_ID, new BankSize(100, 1));

        assertThatThrownBy(() -> resolve(policy(), sizes, OptionalLong.of(99)))
                .hasMessageContaining("--for-references is 99, and bank 'b' has 100 already");
        assertThatThrownBy(() -> resolve(policy(), Map.of(), OptionalLong.empty()))
                .hasMessageContaining("has no references to resolve a target for");
        assertThat(resolve(policy(), Map.of(), OptionalLong.of(10)).references())
                .isEqualTo(10);
    }

    @Test
    void everyModelThatTheBankHasFingerprintsOfIsNeeded() {
        Map<String, BankSize> sizes = Map.of(MODEL_ID, new BankSize(1, 1), "another", new BankSize(1, 1));

        assertThatThrownBy(() -> resolve(policy(), sizes, OptionalLong.empty()))
                .hasMessageContaining("fingerprints of model another: give its bundle with --model");
    }

    @Test
    void theRecordHoldsTargetSizeAndDistanceAndNoOther() {
        Policy policy = policy();
        policy.setMaximumDistance(0.5);

        TargetResolution.write(policy, List.of(ResolvedTarget.of(MODEL, 0.1, 200, 1)));

        assertThat(policy.getFalseAlertsPerUpload()).isEqualTo(0.1);
        assertThat(policy.getResolvedReferences()).isEqualTo(200);
        assertThat(policy.getResolvedViews()).isEqualTo(1);
        assertThat(policy.getMaximumDistance()).isNull();
        assertThat(policy.getMaximumDistances()).containsOnlyKeys(MODEL_ID);
        assertThat(policy.getMaximumViewDistances()).as("there are none").isEmpty();

        ResolvedTarget views = ResolvedTarget.of(MODEL, 0.1, 200, 5);
        TargetResolution.write(policy, List.of(views));

        assertThat(policy.getMaximumDistances())
                .isEqualTo(Map.of(MODEL_ID, views.thresholds().asIs()));
        assertThat(policy.getMaximumViewDistances())
                .isEqualTo(Map.of(MODEL_ID, views.thresholds().otherViews()));
    }

    @Test
    void aBankThatHasOutgrownItsTargetIsWarnedOf() {
        Policy policy = policy();
        TargetResolution.write(policy, List.of(ResolvedTarget.of(MODEL, 0.1, 200, 1)));

        assertThat(TargetCheck.warning(policy, Map.of(MODEL_ID, new BankSize(200, 1))))
                .isEmpty();
        assertThat(TargetCheck.warning(policy, Map.of(MODEL_ID, new BankSize(150, 2))))
                .hasValueSatisfying(warning -> assertThat(warning)
                        .contains("bank 'b' has outgrown its target")
                        .contains("it has 150 of 2")
                        .contains("expect up to 0.150"));
        TargetResolution.forget(policy);
        assertThat(TargetCheck.warning(policy, Map.of(MODEL_ID, new BankSize(1000, 2))))
                .isEmpty();
    }

    @Test
    void whatIsMeasuredForAModelJoinsOthersOfTheSameTargetAndReplacesThoseOfAnother() {
        Policy policy = policy();
        TargetResolution.write(policy, List.of(ResolvedTarget.of(MODEL, 0.1, 200, 1)));
        double distance = policy.getMaximumDistances().get(MODEL_ID);

        assertThat(TargetResolution.add(policy, measured(200, 0.07))).isEmpty();
        assertThat(policy.getMaximumDistances()).isEqualTo(Map.of(MODEL_ID, distance, "measured", 0.07));
        assertThat(TargetResolution.add(policy, measured(200, 0.08))).isEmpty();
        assertThat(policy.getMaximumDistances()).containsEntry("measured", 0.08).hasSize(2);
        assertThat(TargetResolution.add(policy, measured(300, 0.06)))
                .hasValue("the distances of bank 'b' for %s go: they were set for another target or size"
                        .formatted(MODEL_ID));
        assertThat(policy.getMaximumDistances()).isEqualTo(Map.of("measured", 0.06));
    }

    @Test
    void aViewDistanceOfAModelGoesWhenItIsMeasuredAgainWithoutOne() {
        Policy policy = policy();
        policy.setFalseAlertsPerUpload(0.1);
        policy.setResolvedReferences(200L);
        policy.setResolvedViews(1);
        policy.setMaximumDistances(new HashMap<>(Map.of("measured", 0.08, "other", 0.09)));
        policy.setMaximumViewDistances(new HashMap<>(Map.of("measured", 0.03, "other", 0.04)));

        assertThat(TargetResolution.add(policy, measured(200, 0.07))).isEmpty();

        assertThat(policy.getMaximumDistances()).isEqualTo(Map.of("measured", 0.07, "other", 0.09));
        assertThat(policy.getMaximumViewDistances()).isEqualTo(Map.of("other", 0.04));
    }

    @Test
    void growthOfABankCountsViewsByTheirShareOfTheTarget() {
        Policy policy = policy();
        TargetResolution.write(policy, List.of(ResolvedTarget.of(MODEL, 0.1, 200, 17)));

        assertThat(TargetCheck.warning(policy, Map.of(MODEL_ID, new BankSize(200, 17))))
                .isEmpty();
        assertThat(TargetCheck.warning(policy, Map.of(MODEL_ID, new BankSize(240, 2))))
                .as("1.2 x (0.8 + 0.2 / 16)")
                .isEmpty();
        assertThat(TargetCheck.warning(policy, Map.of(MODEL_ID, new BankSize(800, 2))))
                .as("4 x (0.8 + 0.2 / 16)")
                .hasValueSatisfying(warning -> assertThat(warning).contains("expect up to 0.325"));
    }

    private static PartialPolicy measured(long references, double distance) {
        return PartialPolicy.of(Map.of(
                "falseAlertsPerUpload",
                0.1,
                "resolvedReferences",
                references,
                "resolvedViews",
                1,
                "maximumDistances",
                Map.of("measured", distance)));
    }

    @Test
    void viewsAddedAfterwardsAreWarnedOf() {
        Policy policy = policy("mirrored");
        TargetResolution.write(policy, List.of(ResolvedTarget.of(MODEL, 0.1, 200, 2)));
        assertThat(TargetCheck.warningOfViews(policy)).isEmpty();

        policy.setViews(List.of("mirrored", "grey"));

        assertThat(TargetCheck.warningOfViews(policy))
                .hasValueSatisfying(warning ->
                        assertThat(warning).contains("resolved for 2 views a reference, and the policy now makes 3"));
    }

    private static ResolvedTarget resolve(Policy policy, Map<String, BankSize> sizes, OptionalLong references) {
        return TargetResolution.resolve(policy, 0.01, sizes, List.of(MODEL), references)
                .get(0);
    }

    private static Policy policy(String... views) {
        return Policy.newBuilder()
                .setBank("b")
                .setViews(new ArrayList<>(List.of(views)))
                .build();
    }

    private static ModelBundle withCurve() {
        ModelBundle builtIn = BundleReader.readDefault();
        return builtIn.with(builtIn.manifest().withCalibration(CURVE));
    }
}
