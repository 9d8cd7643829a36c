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
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.TestBundles;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every attack promises, and what each adds. */
class AttackTest {
    private static final int SIDE = 36;
    private static final int PICTURES = 4;
    private static final List<IterativeAttack> ATTACKS = List.of(
            new FastGradientSign(),
            ProjectedGradient.plain(6),
            new ProjectedGradient(6, 2.5, 0.75),
            new AutoProjectedGradient(6),
            new MomentumFastGradient(6),
            new SquareAttack(20),
            new OptAttack(6),
            new SimilarityAttack(6));

    private static NDManager manager;
    private static Lpips metric;
    private static NDArray originals;
    private static Objective distance;

    @BeforeAll
    static void load() {
        manager = TorchEngine.start().newManager(DeviceChoice.CPU);
        metric = PerceptualModel.lpips(TestBundles.random(SIDE, 3), manager);
        originals = highContrast(TestBatches.pictures(manager, PICTURES, SIDE, 1));
        distance = Objective.distanceFrom(metric, originals);
    }

    @AfterAll
    static void free() {
        manager.close();
    }

    @ParameterizedTest
    @MethodSource("attacksAndNorms")
    void staysInTheBallAndInTheValidRange(IterativeAttack attack, Budget.Norm norm) {
        Budget budget = TestBatches.budget(norm, 2);

        NDArray perturbed = attack.perturb(originals, distance, budget, 1);

        for (float size : TestBatches.sizes(norm, perturbed, originals)) {
            assertThat((double) size).isBetween(budget.radius() / 20, budget.radius() * 1.00001);
        }
        assertThat(perturbed.min().getFloat()).isGreaterThanOrEqualTo(0);
        assertThat(perturbed.max().getFloat()).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("attacksAndNorms")
    void movesPicturesFurtherThanNoise(IterativeAttack attack, Budget.Norm norm) {
        Budget budget = TestBatches.budget(norm, 1);
        NDArray noisy = TestBatches.randomPoints(originals, budget, 1);

        float attacked = mean(attack.perturb(originals, distance, budget, 1));

        assertThat(attacked).isGreaterThan(1.5f * mean(noisy));
    }

    @ParameterizedTest
    @MethodSource("attacksAndNorms")
    void neverEndsWorseThanItsStart(IterativeAttack attack, Budget.Norm norm) {
        Budget small = TestBatches.budget(norm, 1);
        NDArray start = ProjectedGradient.plain(3).perturb(originals, distance, small, 4);

        NDArray end = attack.perturbFrom(start, originals, distance, TestBatches.budget(norm, 2), 4);

        float[] before = distance.of(start).toFloatArray();
        float[] after = distance.of(end).toFloatArray();
        for (int row = 0; row < before.length; row++) {
            assertThat(after[row]).isGreaterThanOrEqualTo(before[row] - 1e-6f);
        }
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void asksForTheObjectiveAsOftenAsItSays(IterativeAttack attack) {
        AtomicInteger asked = new AtomicInteger();

        attack.perturb(
                originals,
                pictures -> {
                    asked.incrementAndGet();
                    return distance.of(pictures);
                },
                TestBatches.budget(Budget.Norm.L_INF, 1),
                1);

        assertThat(asked).hasValue(attack.looks());
    }

    @ParameterizedTest
    @EnumSource
    void fastGradientSignIsOneProjectedStepOfTheRadius(Budget.Norm norm) {
        Budget budget = TestBatches.budget(norm, 1);

        float[] one = new ProjectedGradient(1, 1, 0)
                .perturb(originals, distance, budget, 7)
                .toFloatArray();

        assertThat(new FastGradientSign()
                        .perturb(originals, distance, budget, 7)
                        .toFloatArray())
                .containsExactly(one, within(1e-7f));
    }

    @ParameterizedTest
    @EnumSource
    void stepHalvingIsAtLeastAsStrongAsStepsOfOneLength(Budget.Norm norm) {
        int pictures = 100;
        try (NDManager scratch = manager.newSubManager()) {
            NDArray many = StoredPictures.samples(
                    scratch,
                    IntStream.range(0, pictures)
                            .mapToObj(i -> DrawnPictures.waves(SIDE, SIDE, i % 10, i))
                            .toList());
            Goal goal = new Evasion(
                    metric, ReferenceFingerprints.of(metric, scratch, List.of(many)), Double.POSITIVE_INFINITY);
            CampaignSettings settings = new CampaignSettings(1, 50, false, 1);
            Budget budget = TestBatches.budget(norm, 1);

            double halving =
                    meanDistance(new AttackCampaign(new AutoProjectedGradient(10), settings).run(many, goal, budget));
            double constant =
                    meanDistance(new AttackCampaign(ProjectedGradient.plain(10), settings).run(many, goal, budget));

            assertThat(halving).isGreaterThanOrEqualTo(constant);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBlackBoxUsesNoGradientAndGainsFromMoreQueries(Budget.Norm norm) {
        Budget budget = TestBatches.budget(norm, 2);
        Objective valuesOnly = pictures -> {
            assertThat(pictures.hasGradient()).isFalse();
            return distance.of(pictures);
        };

        float few = mean(new SquareAttack(5).perturb(originals, valuesOnly, budget, 3));
        float many = mean(new SquareAttack(80).perturb(originals, valuesOnly, budget, 3));

        assertThat(many).isGreaterThan(1.1f * few);
    }

    @Test
    void squaresShrinkAsQueriesRunOut() {
        assertThat(SquareSearch.share(1, 10_000)).isEqualTo(0.8);
        assertThat(SquareSearch.share(11, 10_000)).isEqualTo(0.4);
        assertThat(SquareSearch.share(999, 1000)).isEqualTo(0.8 / 512);
    }

    @Test
    void stepsAreReconsideredAtThePublishedCheckpoints() {
        assertThat(StepSchedule.checkpoints(100)).containsExactly(22, 41, 57, 70, 80, 87, 93, 99);
    }

    @ParameterizedTest
    @EnumSource
    void thePapersAttackJumpsToTheEdgeOfHalfTheBall(Budget.Norm norm) {
        Budget budget = TestBatches.budget(norm, 4);
        NDArray others = originals.flip(3);

        NDArray perturbed = new PaperAttack(3).perturb(originals, Objective.distanceFrom(metric, others), budget, 1);

        for (float size : TestBatches.sizes(norm, perturbed, originals)) {
            assertThat((double) size).isCloseTo(budget.radius() / 2, within(1e-5));
        }
        assertThat(perturbed.max().getFloat()).isGreaterThan(1);
    }

    @Test
    void thePapersAttackCannotPushAPictureAwayFromItself() {
        NDArray perturbed =
                new PaperAttack(3).perturb(originals, distance, TestBatches.budget(Budget.Norm.L_INF, 4), 1);

        assertThat(mean(perturbed)).isLessThan(1e-6f);
    }

    @Test
    void impossibleSettingsAreRefused() {
        assertThatThrownBy(() -> new AutoProjectedGradient(0)).isInstanceOf(RlpipsException.class);
        assertThatThrownBy(() -> new SquareAttack(0)).isInstanceOf(RlpipsException.class);
        assertThatThrownBy(() -> new MomentumFastGradient(3, -1)).isInstanceOf(RlpipsException.class);
        assertThatThrownBy(() -> new OptAttack(0)).isInstanceOf(RlpipsException.class);
        assertThatThrownBy(() -> new SimilarityAttack(0)).isInstanceOf(RlpipsException.class);
        assertThatThrownBy(() -> new PaperAttack(0)).isInstanceOf(RlpipsException.class);
    }

    static List<IterativeAttack> attacks() {
        return ATTACKS;
    }

    static Stream<Arguments> attacksAndNorms() {
        return ATTACKS.stream()
                .flatMap(attack -> Stream.of(Budget.Norm.values()).map(norm -> Arguments.of(attack, norm)));
    }

    /** Many samples at the ends of the range. */
    private static NDArray highContrast(NDArray pictures) {
        return pictures.sub(0.5f).mul(3).add(0.5f).clip(0, 1);
    }

    private static float mean(NDArray perturbed) {
        return distance.of(perturbed).mean().getFloat();
    }

    private static double meanDistance(CampaignResult result) {
        return result.outcomes().stream()
                .mapToDouble(CampaignResult.Outcome::distance)
                .average()
                .orElseThrow();
    }
}
