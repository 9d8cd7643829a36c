package io.rlpips.training.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.training.TestBundles;
import io.rlpips.training.attack.CampaignResult.Outcome;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttackCampaignTest {
    private static final int SIDE = 36;
    private static final int PICTURES = 7;
    private static final AutoProjectedGradient ATTACK = new AutoProjectedGradient(6);
    private static final Budget BUDGET = Budget.largestChange(4 / 255.0);
    private static final double NEVER = Double.POSITIVE_INFINITY;

    private static NDManager manager;
    private static Lpips metric;
    private static NDArray originals;
    private static ReferenceFingerprints references;
    /** One that some pictures get beyond and some do not. */
    private static double middleDistance;

    @BeforeAll
    static void load() {
        manager = TorchEngine.start().newManager(DeviceChoice.CPU);
        metric = PerceptualModel.lpips(TestBundles.random(SIDE, 3), manager);
        originals = TestBatches.pictures(manager, PICTURES, SIDE, 1);
        references = ReferenceFingerprints.of(metric, manager, List.of(originals));
        CampaignResult result = campaign(1, PICTURES, false).run(originals, evasion(NEVER), BUDGET);
        middleDistance = Arrays.stream(distances(result)).sorted().toArray()[PICTURES / 2];
    }

    @AfterAll
    static void free() {
        manager.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 64})
    void resultsDoNotDependOnTheSizeOfTheBatches(int batchSize) {
        CampaignResult expected = campaign(2, PICTURES, false).run(originals, evasion(middleDistance), BUDGET);
        CampaignResult result = campaign(2, batchSize, false).run(originals, evasion(middleDistance), BUDGET);

        assertThat(result.reached()).isEqualTo(expected.reached()).isBetween(1, PICTURES - 1);
        assertThat(distances(result)).containsExactly(distances(expected), within(1e-5));
        assertThat(looks(result)).isEqualTo(looks(expected));
        assertThat(result.perturbed().toFloatArray())
                .containsExactly(expected.perturbed().toFloatArray(), within(1e-5f));
    }

    @Test
    void aPictureWhoseGoalIsMetIsDroppedFromStepsAndRestarts() {
        int everything = 3 * ATTACK.looks();

        CampaignResult none = campaign(3, 4, false).run(originals, evasion(NEVER), BUDGET);
        CampaignResult all = campaign(3, 4, false).run(originals, evasion(0), BUDGET);
        CampaignResult some = campaign(3, 4, false).run(originals, evasion(middleDistance), BUDGET);

        assertThat(looks(none)).containsOnly(everything);
        assertThat(none.reached()).isZero();
        assertThat(looks(all)).containsOnly(1);
        assertThat(all.reachedShare()).isEqualTo(1);
        for (Outcome outcome : some.outcomes()) {
            assertThat(outcome.looks() < everything).isEqualTo(outcome.reached());
        }
    }

    @Test
    void whatIsReportedIsWhatTheReturnedPicturesAreWorth() {
        CampaignResult result = campaign(2, 3, true).run(originals, evasion(middleDistance), BUDGET);

        float[] measured =
                Objective.distanceFrom(metric, originals).of(result.perturbed()).toFloatArray();

        for (int picture = 0; picture < PICTURES; picture++) {
            assertThat(result.outcomes().get(picture).distance()).isCloseTo(measured[picture], within(1e-5));
        }
    }

    @ParameterizedTest
    @EnumSource
    void storedPicturesAreEightBitsInsideTheBudget(Budget.Norm norm) {
        Budget budget = TestBatches.budget(norm, 1);

        NDArray perturbed =
                campaign(1, 4, true).run(originals, evasion(NEVER), budget).perturbed();

        assertThat(perturbed
                        .mul(255)
                        .sub(perturbed.mul(255).round())
                        .abs()
                        .max()
                        .getFloat())
                .isLessThan(1e-3f);
        for (float size : TestBatches.sizes(norm, perturbed, originals)) {
            assertThat((double) size).isBetween(0.8 * budget.radius(), budget.radius() * 1.00001);
        }
    }

    @Test
    void aLargerBudgetGoesOnFromTheSmallerAndNeverReachesLess() {
        Goal goal = evasion(1.5 * middleDistance);
        List<Budget> budgets =
                List.of(Budget.largestChange(2 / 255.0), Budget.largestChange(4 / 255.0), Budget.largestChange(0.04));

        List<CampaignResult> chain = campaign(1, 4, true).chain(originals, goal, budgets);

        for (int i = 1; i < chain.size(); i++) {
            for (int picture = 0; picture < PICTURES; picture++) {
                Outcome before = chain.get(i - 1).outcomes().get(picture);
                Outcome after = chain.get(i).outcomes().get(picture);
                assertThat(after.value()).isGreaterThanOrEqualTo(before.value());
                assertThat(before.reached() && !after.reached()).isFalse();
                assertThat(before.reached() && after.looks() > 0).isFalse();
            }
        }
        assertThat(chain.get(2).reached()).isGreaterThan(chain.get(0).reached());
    }

    @Test
    void moreRestartsNeverReachLess() {
        CampaignResult one = campaign(1, 4, false).run(originals, evasion(NEVER), BUDGET);
        CampaignResult four = campaign(4, 4, false).run(originals, evasion(NEVER), BUDGET);

        for (int picture = 0; picture < PICTURES; picture++) {
            assertThat(distances(four)[picture]).isGreaterThanOrEqualTo(distances(one)[picture]);
        }
        assertThat(Arrays.stream(distances(four)).sum())
                .isGreaterThan(Arrays.stream(distances(one)).sum());
    }

    @Test
    void framingComesCloserToTheTarget() {
        ReferenceFingerprints target = references.assigned(0, 0, 0, 0, 0, 0, 0);
        float[] before = new Framing(metric, target, -1).measure(originals, new int[] {0, 1, 2, 3, 4, 5, 6});

        CampaignResult result = campaign(1, 4, true).run(originals, new Framing(metric, target, -1), BUDGET);

        for (int picture = 1; picture < PICTURES; picture++) {
            assertThat(result.outcomes().get(picture).distance()).isLessThan(-0.95 * before[picture]);
        }
    }

    @Test
    void whatCannotWorkIsRefused() {
        AttackCampaign campaign = campaign(1, 4, false);
        CampaignResult large = campaign.run(originals, evasion(NEVER), BUDGET);

        assertThatThrownBy(() -> campaign.runFrom(large, originals, evasion(NEVER), Budget.largestChange(0.001)))
                .isInstanceOf(RlpipsException.class);
        assertThatThrownBy(() -> campaign.run(originals.get("0:2"), evasion(NEVER), BUDGET))
                .isInstanceOf(RlpipsException.class);
        assertThatThrownBy(() -> campaign(1, 4, true).run(originals.add(0.001f), evasion(NEVER), BUDGET))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("8-bit");
        assertThatThrownBy(() -> campaign(0, 1, false)).isInstanceOf(RlpipsException.class);
    }

    @Test
    void nothingIsLeftBehindButTheResult() {
        Goal goal = evasion(middleDistance);
        int before = manager.getManagedArrays().size();

        campaign(2, 3, true).run(originals, goal, BUDGET).perturbed().close();

        assertThat(manager.getManagedArrays()).hasSize(before);
    }

    private static Goal evasion(double threshold) {
        return new Evasion(metric, references, threshold);
    }

    private static AttackCampaign campaign(int restarts, int batchSize, boolean eightBits) {
        return new AttackCampaign(ATTACK, new CampaignSettings(restarts, batchSize, eightBits, 5));
    }

    private static double[] distances(CampaignResult result) {
        return result.outcomes().stream().mapToDouble(Outcome::distance).toArray();
    }

    private static long[] looks(CampaignResult result) {
        return result.outcomes().stream().mapToLong(Outcome::looks).toArray();
    }
}
