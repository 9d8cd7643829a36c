package io.rlpips.training.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.fingerprint.PictureTensors;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.TestBundles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProjectedGradientTest {
    private static final int SIDE = 40;
    private static final ProjectedGradient ATTACK = new ProjectedGradient(8, 2.5, 0.75);

    private NDManager manager;
    private NDArray originals;
    private Objective distance;

    @BeforeEach
    void load() {
        manager = TorchEngine.start().newManager(DeviceChoice.CPU);
        Lpips metric = PerceptualModel.lpips(TestBundles.random(SIDE, 3), manager);
        originals = PictureTensors.of(manager, DrawnPictures.several(3, SIDE, 1))
                .add(1)
                .div(2);
        distance = Objective.distanceFrom(metric, originals);
    }

    @AfterEach
    void free() {
        manager.close();
    }

    @ParameterizedTest
    @EnumSource
    void staysInTheBallAndInTheValidRange(Budget.Norm norm) {
        Budget budget = budget(norm, 1);

        NDArray perturbed = ATTACK.perturb(originals, distance, budget, 1);

        for (float size : sizes(norm, perturbed)) {
            assertThat(size).isBetween((float) budget.radius() / 4, (float) budget.radius() * 1.0001f);
        }
        assertThat(perturbed.min().getFloat()).isGreaterThanOrEqualTo(0);
        assertThat(perturbed.max().getFloat()).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void movesEveryPictureFurtherThanNoiseOfTheSameBudget(Budget.Norm norm) {
        Budget budget = budget(norm, 1);
        NDArray noisy = TestBatches.neighbourhood(originals, budget, 1).randomPoint(manager);

        float[] attacked =
                distance.of(ATTACK.perturb(originals, distance, budget, 1)).toFloatArray();
        float[] unguided = distance.of(noisy).toFloatArray();

        for (int row = 0; row < attacked.length; row++) {
            assertThat(attacked[row]).isGreaterThan(2 * unguided[row]);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLargerBudgetFromTheSmallersResultNeverEvadesLess(Budget.Norm norm) {
        NDArray small = ATTACK.perturb(originals, distance, budget(norm, 1), 4);

        NDArray large = ATTACK.perturbFrom(small, originals, distance, budget(norm, 2), 4);

        float[] before = distance.of(small).toFloatArray();
        float[] after = distance.of(large).toFloatArray();
        for (int row = 0; row < before.length; row++) {
            assertThat(after[row]).isGreaterThanOrEqualTo(before[row]);
        }
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
    void theGradientAgreesWithFiniteDifferences() {
        NDArray point = TestBatches.neighbourhood(originals, Budget.largestChange(0.05), 2)
                .randomPoint(manager);
        NDArray gradient = Gradients.at(point, pictures -> distance.of(pictures).sum());
        NDArray direction = gradient.div(gradient.norm());
        float step = 0.02f;

        double ahead = distance.of(point.add(direction.mul(step))).sum().getFloat();
        double behind = distance.of(point.sub(direction.mul(step))).sum().getFloat();

        double slope = gradient.mul(direction).sum().getFloat();
        assertThat((ahead - behind) / (2 * step)).isCloseTo(slope, within(0.02 * slope));
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

    private static Budget budget(Budget.Norm norm, int factor) {
        return new Budget(norm, factor * (norm == Budget.Norm.L_INF ? 4 / 255.0 : 0.5));
    }

    private float[] sizes(Budget.Norm norm, NDArray perturbed) {
        NDArray change = perturbed.sub(originals).reshape(new Shape(3, -1));
        return (norm == Budget.Norm.L_INF
                        ? change.abs().max(new int[] {1})
                        : change.square().sum(new int[] {1}).sqrt())
                .toFloatArray();
    }
}
