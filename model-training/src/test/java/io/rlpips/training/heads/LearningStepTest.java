package io.rlpips.training.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.network.Backbone;
import io.rlpips.training.TestBundles;
import io.rlpips.training.data.Triplet;
import io.rlpips.training.heads.adversary.Adversary;
import io.rlpips.training.heads.adversary.Perturbed;
import io.rlpips.training.heads.adversary.Procedure;
import io.rlpips.training.heads.adversary.Threat;
import io.rlpips.training.heads.ranking.Dropout;
import io.rlpips.training.heads.ranking.TripletFeatures;
import io.rlpips.training.heads.ranking.TripletTensors;
import io.rlpips.training.optimiser.Adam;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LearningStepTest {
    private static final int SIDE = 32;
    private static final ModelBundle PARENT = TestBundles.random(SIDE, 3);
    private static final List<Triplet> BATCH = DrawnTriplets.set(4, SIDE).triplets();

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = TorchEngine.start().newManager(DeviceChoice.CPU);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @EnumSource(Procedure.class)
    void theNumberOfArraysDoesNotGrowFromStepToStep(Procedure procedure) {
        Adversary adversary = new Adversary(Threat.LINF, 8 / 255.0, Perturbed.X0X1, procedure, 2);
        for (Scope scope : List.of(Scope.HEADS, Scope.TUNE)) {
            HeadRecipe recipe = recipe(scope, adversary, 0.5);
            LearningModel model = model(recipe);
            Adam optimiser = new Adam(manager, model.learnt(), 0, 0.5);
            LearningStep step = new LearningStep(manager, recipe, model, optimiser);
            step.learn(BATCH, 1e-4, HeadTally.EMPTY);
            List<Integer> arrays = new ArrayList<>();

            for (int i = 0; i < 5; i++) {
                step.learn(BATCH, 1e-4, HeadTally.EMPTY);
                arrays.add(manager.getManagedArrays().size());
            }

            assertThat(arrays).containsOnly(arrays.get(0));
        }
    }

    @Test
    void whatTheOptimiserWritesIsWhatIsAttackedAndScored() {
        HeadRecipe recipe = recipe(Scope.TUNE, Adversary.NONE, 0.5);
        LearningModel model = model(recipe);
        LearningStep step = new LearningStep(manager, recipe, model, new Adam(manager, model.learnt(), 0, 0.5));
        TripletTensors triplets = TripletBatch.tensors(manager, BATCH);
        float[] before = distances(model, triplets, false);

        step.learn(BATCH, 1e-2, HeadTally.EMPTY);

        float[] after = distances(model, triplets, false);
        assertThat(after).isNotEqualTo(before).isEqualTo(distances(model, triplets, true));
    }

    @Test
    void anAttackLeavesNothingInTheGradientsOfWhatLearns() {
        // the same dropout and no perturbation: an adversary of budget zero must not change the step
        HeadRecipe natural = recipe(Scope.HEADS, Adversary.NONE, 0.5);
        HeadRecipe harmless =
                recipe(Scope.HEADS, new Adversary(Threat.LINF, 0, Perturbed.REF, Procedure.ROBUST, 2), 0.5);

        float[] expected = headAfterAStep(natural);

        assertThat(headAfterAStep(harmless)).containsExactly(expected, within(1e-5f));
        assertThat(expected).isNotEqualTo(PARENT.tensors().get("heads.2").values());
    }

    @Test
    void theLossIsDifferentiatedRightWithRespectToAHead() {
        HeadRecipe recipe = recipe(Scope.HEADS, Adversary.NONE, 0);
        LearningModel model = model(recipe);
        TripletTensors triplets = TripletBatch.tensors(manager, BATCH);
        TripletFeatures features = TripletFeatures.of(model.metric(), triplets);
        NDArray head = model.learnt().get("heads.1");

        Gradients.backward(Gradients.recording(() -> loss(model, features, triplets)));
        NDArray gradient = head.getGradient();
        float slope = gradient.square().sum().sqrt().getFloat();
        NDArray step = gradient.div(slope).mul(0.05f);
        double ahead = shifted(head, step, () -> loss(model, features, triplets).getFloat());
        double behind =
                shifted(head, step.neg(), () -> loss(model, features, triplets).getFloat());

        assertThat((ahead - behind) / 0.1).isCloseTo(slope, within(0.02 * slope));
    }

    @Test
    void bothDefinitionsOfAgreement() {
        HeadTally tally = HeadTally.EMPTY.plus(
                new float[] {1, 2, 3, 4},
                new float[] {0.1f, 0.3f, 0.2f, 0.4f},
                new float[] {0.2f, 0.1f, 0.2f, 0.9f},
                new float[] {0.2f, 0.7f, 0.9f, 0.6f});

        assertThat(tally.score().loss()).isEqualTo(2.5);
        assertThat(tally.score().agreement()).isCloseTo((0.8 + 0.7 + 0.5 + 0.4) / 4, within(1e-6));
        assertThat(tally.score().majority()).isEqualTo(0.625);
    }

    @Test
    void theLearningRateIsConstantAndThenFallsLinearly() {
        Schedule schedule = new Schedule(5, 5, 50, 1e-4);

        assertThat(schedule.learningRate(1)).isEqualTo(1e-4);
        assertThat(schedule.learningRate(6)).isEqualTo(1e-4);
        assertThat(schedule.learningRate(7)).isCloseTo(0.8e-4, within(1e-12));
        assertThat(schedule.learningRate(10)).isCloseTo(0.2e-4, within(1e-12));
        assertThat(new Schedule(2, 0, 50, 1e-4).learningRate(2)).isEqualTo(1e-4);
    }

    private float[] headAfterAStep(HeadRecipe recipe) {
        LearningModel model = model(recipe);
        LearningStep step = new LearningStep(manager, recipe, model, new Adam(manager, model.learnt(), 0, 0.5));
        step.learn(BATCH, 1e-2, HeadTally.EMPTY);
        return model.learnt().get("heads.2").toFloatArray();
    }

    private static double shifted(NDArray head, NDArray step, DoubleSupplier value) {
        return Gradients.withoutRecording(() -> {
            head.addi(step);
            double found = value.getAsDouble();
            head.subi(step);
            return found;
        });
    }

    private NDArray loss(LearningModel model, TripletFeatures features, TripletTensors triplets) {
        return features.distances(manager, model.learningMetric(), Dropout.off())
                .loss(model.learningRanking(), triplets.judgments())
                .mean();
    }

    private float[] distances(LearningModel model, TripletTensors triplets, boolean learning) {
        return Gradients.withoutRecording(() -> {
            var metric = learning ? model.learningMetric() : model.metric();
            return TripletFeatures.of(metric, triplets)
                    .distances(manager, metric, Dropout.off())
                    .first()
                    .toFloatArray();
        });
    }

    private LearningModel model(HeadRecipe recipe) {
        return new LearningModel(
                manager, Backbone.ALEXNET, recipe.scope().backboneLearns(), StartingWeights.of(recipe, PARENT));
    }

    private static HeadRecipe recipe(Scope scope, Adversary adversary, double dropout) {
        return new HeadRecipe(scope, HeadStart.KEPT, adversary, Schedule.STANDARD, dropout, new Validation(1, 0), 1);
    }
}
