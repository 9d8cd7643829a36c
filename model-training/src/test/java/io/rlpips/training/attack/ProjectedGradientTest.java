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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ProjectedGradientTest {
    private static final int SIDE = 36;
    private static final ProjectedGradient ATTACK = new ProjectedGradient(8, 2.5, 0.75);

    private static NDManager manager;
    private static NDArray originals;
    private static Objective distance;

    @BeforeAll
    static void load() {
        manager = TorchEngine.start().newManager(DeviceChoice.CPU);
        Lpips metric = PerceptualModel.lpips(TestBundles.random(SIDE, 3), manager);
        originals = TestBatches.pictures(manager, 3, SIDE, 1);
        distance = Objective.distanceFrom(metric, originals);
    }

    @AfterAll
    static void free() {
        manager.close();
    }

    @Test
    void theSameSeedGivesTheSamePictureAndAnotherSeedAnother() {
        Budget budget = Budget.largestChange(4 / 255.0);
        float[] first = ATTACK.perturb(originals, distance, budget, 9).toFloatArray();

        assertThat(ATTACK.perturb(originals, distance, budget, 9).toFloatArray())
                .isEqualTo(first);
        assertThat(ATTACK.perturb(originals, distance, budget, 10).toFloatArray())
                .isNotEqualTo(first);
    }

    @Test
    void withoutBudgetNothingMoves() {
        NDArray perturbed = ATTACK.perturb(originals, distance, Budget.largestChange(0), 1);

        assertThat(perturbed.toFloatArray()).containsExactly(originals.toFloatArray(), within(1e-7f));
    }

    @Test
    void leavesNothingBehindButItsResult() {
        int before = manager.getManagedArrays().size();

        ATTACK.perturb(originals, distance, Budget.largestChange(8 / 255.0), 1).close();

        assertThat(manager.getManagedArrays()).hasSize(before);
    }

    @Test
    void impossibleSettingsAreRefused() {
        assertThatThrownBy(() -> new ProjectedGradient(0, 2.5, 0)).isInstanceOf(RlpipsException.class);
        assertThatThrownBy(() -> Budget.length(-1)).isInstanceOf(RlpipsException.class);
    }
}
