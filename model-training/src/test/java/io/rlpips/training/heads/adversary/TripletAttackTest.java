package io.rlpips.training.heads.adversary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.fingerprint.PictureTensors;
import io.rlpips.training.Seeds;
import io.rlpips.training.TestBundles;
import io.rlpips.training.attack.Budget;
import io.rlpips.training.data.Triplet;
import io.rlpips.training.heads.DrawnTriplets;
import io.rlpips.training.heads.ranking.Dropout;
import io.rlpips.training.heads.ranking.HeadedMetric;
import io.rlpips.training.heads.ranking.RankingNetwork;
import io.rlpips.training.heads.ranking.TripletFeatures;
import io.rlpips.training.heads.ranking.TripletTensors;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TripletAttackTest {
    private static final int SIDE = 32;
    private static final int COUNT = 3;

    private NDManager manager;
    private Victim victim;
    private TripletTensors triplets;
    private TripletFeatures features;

    @BeforeEach
    void load() {
        manager = TorchEngine.start().newManager(DeviceChoice.CPU);
        ModelBundle bundle = TestBundles.random(SIDE, 3);
        List<NDArray> heads = new ArrayList<>();
        for (int tap = 0; tap < 5; tap++) {
            heads.add(manager.create(bundle.tensors().get("heads." + tap).values()));
        }
        HeadedMetric metric = new HeadedMetric(PerceptualModel.lpips(bundle, manager), heads);
        victim = new Victim(metric, RankingNetwork.of(manager, RankingNetwork.initial(Seeds.stream(2))), 0.5);
        List<Triplet> drawn = DrawnTriplets.set(COUNT, SIDE).triplets();
        triplets = new TripletTensors(
                PictureTensors.of(
                        manager, drawn.stream().map(Triplet::reference).toList()),
                PictureTensors.of(manager, drawn.stream().map(Triplet::first).toList()),
                PictureTensors.of(manager, drawn.stream().map(Triplet::second).toList()),
                manager.create(new float[] {0.1f, 0.9f, 0.1f}));
        features = TripletFeatures.of(metric, triplets);
    }

    @AfterEach
    void free() {
        manager.close();
    }

    @ParameterizedTest
    @MethodSource("adversaries")
    void movesItsPicturesWithinTheirBudgetsAndNoOthers(Adversary adversary) {
        TripletTensors moved = TripletAttack.of(adversary).perturb(triplets, features, victim, 1);

        boolean both = adversary.perturbed() == Perturbed.X0X1;
        assertMoved(adversary, both || adversary.perturbed() == Perturbed.X0, triplets.first(), moved.first());
        assertMoved(adversary, both || adversary.perturbed() == Perturbed.X1, triplets.second(), moved.second());
        assertMoved(adversary, adversary.perturbed() == Perturbed.REF, triplets.reference(), moved.reference());
        assertThat(moved.judgments()).isSameAs(triplets.judgments());
    }

    @ParameterizedTest
    @MethodSource("adversaries")
    void onlyTheCorrectedProcedureKeepsTheValidRange(Adversary adversary) {
        TripletTensors moved = TripletAttack.of(adversary).perturb(triplets, features, victim, 1);

        float largest = 0;
        for (NDArray pictures : List.of(moved.reference(), moved.first(), moved.second())) {
            largest = Math.max(largest, pictures.abs().max().getFloat());
        }
        if (adversary.procedure() == Procedure.ROBUST) {
            assertThat(largest).isLessThanOrEqualTo(1);
        } else if (adversary.perturbed() != Perturbed.REF) {
            // the noise of the drawn versions reaches black and white; their references do not
            assertThat(largest).isGreaterThan(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void gradientAscentRaisesTheLoss(Perturbed perturbed) {
        assertThat(raised(perturbed)).isGreaterThan(1.001f * sum(loss(triplets)));
    }

    @Test
    void movingBothVersionsJointlyIsWorseThanMovingEither() {
        float both = raised(Perturbed.X0X1);

        assertThat(both).isGreaterThan(raised(Perturbed.X0)).isGreaterThan(raised(Perturbed.X1));
    }

    @Test
    void aCornerStepIsTheSignOfTheGradientWhateverCameBefore() {
        Adversary adversary = new Adversary(Threat.LINF, 8 / 255.0, Perturbed.X1, Procedure.PAPER, 3);

        float[] change = TripletAttack.of(adversary)
                .perturb(triplets, features, victim, 1)
                .second()
                .sub(triplets.second())
                .toFloatArray();

        int corners = 0;
        for (float sample : change) {
            corners += Math.abs(Math.abs(sample) - 8 / 255.0) < 1e-6 ? 1 : 0;
        }
        assertThat((double) corners / change.length).isGreaterThan(0.99);
    }

    @ParameterizedTest
    @EnumSource
    void theSameSeedGivesTheSameAndAnotherSeedAnother(Procedure procedure) {
        TripletAttack attack = TripletAttack.of(new Adversary(Threat.L2, 1, Perturbed.X0, procedure, 2));

        float[] first = attack.perturb(triplets, features, victim, 5).first().toFloatArray();

        assertThat(attack.perturb(triplets, features, victim, 5).first().toFloatArray())
                .isEqualTo(first);
        assertThat(attack.perturb(triplets, features, victim, 6).first().toFloatArray())
                .isNotEqualTo(first);
    }

    @Test
    void thePapersRankingNetworkIsNotTheVictims() {
        Adversary paper = new Adversary(Threat.LINF, 8 / 255.0, Perturbed.X0, Procedure.PAPER, 1);
        Victim other =
                new Victim(victim.metric(), RankingNetwork.of(manager, RankingNetwork.initial(Seeds.stream(9))), 0.5);

        assertThat(TripletAttack.of(paper)
                        .perturb(triplets, features, other, 5)
                        .first()
                        .toFloatArray())
                .isEqualTo(TripletAttack.of(paper)
                        .perturb(triplets, features, victim, 5)
                        .first()
                        .toFloatArray());
    }

    @ParameterizedTest
    @MethodSource("adversaries")
    void moreStepsLeaveNoMoreArraysBehind(Adversary adversary) {
        assertThat(leftBehind(adversary)).isEqualTo(leftBehind(longer(adversary)));
    }

    @Test
    void budgetsAreInTheProceduresUnit() {
        assertThat(new Adversary(Threat.LINF, 8 / 255.0, Perturbed.X0, Procedure.PAPER, 50).budget())
                .isEqualTo(Budget.largestChange(4 / 255.0));
        assertThat(new Adversary(Threat.L2, 1, Perturbed.X0, Procedure.ROBUST, 10).budget())
                .isEqualTo(Budget.length(1));
        assertThat(new Adversary(Threat.L2, 1, Perturbed.X0X1, Procedure.PAPER, 50).describe())
                .isEqualTo("x0x1 within l_2 0.5000 of the pixel range (1.0000 on [-1, 1]), 50 steps, recipe paper");
    }

    @Test
    void impossibleSettingsAreRefused() {
        assertThatThrownBy(() -> new Adversary(Threat.LINF, -1, Perturbed.X0, Procedure.PAPER, 50))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("epsilon is -1");
        assertThatThrownBy(() -> new Adversary(Threat.LINF, 1, Perturbed.X0, Procedure.PAPER, 0))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("attack steps: 0");
    }

    static Stream<Arguments> adversaries() {
        return Stream.of(Procedure.values())
                .flatMap(procedure -> Stream.of(Threat.LINF, Threat.L2)
                        .flatMap(threat -> Stream.of(Perturbed.values())
                                .map(perturbed -> Arguments.of(new Adversary(
                                        threat, Adversary.standardEpsilon(threat), perturbed, procedure, 2)))));
    }

    private void assertMoved(Adversary adversary, boolean moves, NDArray before, NDArray after) {
        if (!moves) {
            assertThat(after).isSameAs(before);
            return;
        }
        Budget budget = adversary.budget();
        NDArray change = after.sub(before).reshape(COUNT, -1);
        float[] sizes = (budget.norm() == Budget.Norm.L_INF
                        ? change.abs().max(new int[] {1})
                        : change.square().sum(new int[] {1}).sqrt())
                .toFloatArray();
        for (float size : sizes) {
            assertThat((double) size)
                    .isBetween(budget.tensorRadius() / 50, budget.tensorRadius() * 1.0001)
                    .as("%s", adversary);
        }
    }

    private float raised(Perturbed perturbed) {
        Adversary adversary = new Adversary(Threat.LINF, 8 / 255.0, perturbed, Procedure.ROBUST, 4);
        return sum(loss(TripletAttack.of(adversary).perturb(triplets, features, victim, 1)));
    }

    private static float sum(float[] values) {
        float sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }

    private float[] loss(TripletTensors some) {
        return features.following(victim.metric(), triplets, some)
                .distances(manager, victim.metric(), Dropout.off())
                .loss(victim.ranking(), some.judgments())
                .toFloatArray();
    }

    private int leftBehind(Adversary adversary) {
        int before = manager.getManagedArrays().size();
        TripletAttack.of(adversary).perturb(triplets, features, victim, 1);
        return manager.getManagedArrays().size() - before;
    }

    private static Adversary longer(Adversary adversary) {
        return new Adversary(adversary.threat(), adversary.epsilon(), adversary.perturbed(), adversary.procedure(), 4);
    }

    @Test
    void nobodyAttacksNaturalTraining() {
        assertThat(TripletAttack.of(Adversary.NONE).perturb(triplets, features, victim, 1))
                .isSameAs(triplets);
        assertThat(Adversary.NONE.label()).isEqualTo("natural");
        assertThat(Adversary.NONE.budget().radius()).isCloseTo(0, within(0.0));
    }
}
