package io.rlpips.training.robust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.fingerprint.PictureTensors;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.weights.WeightTensor;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.TestBundles;
import io.rlpips.training.attack.Budget.Norm;
import io.rlpips.training.robust.CopyAttack.Radii;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RobustMetricTest {
    private final ModelBundle bundle = TestBundles.random(32, 1);
    private NDManager manager;
    private RobustMetric metric;
    private NDArray pictures;

    @BeforeEach
    void load() {
        manager = TorchEngine.start().newManager(DeviceChoice.CPU);
        metric = RobustMetric.startingFrom(bundle, manager.newSubManager());
        pictures = PictureTensors.of(manager, DrawnPictures.several(4, 32, 5))
                .add(1)
                .div(2);
    }

    @AfterEach
    void free() {
        metric.close();
        manager.close();
    }

    @Test
    void startsAsTheMetricOfTheBundle() {
        NDArray expected = PerceptualModel.lpips(bundle, manager)
                .fingerprint(pictures.mul(2).sub(1));

        assertThat(metric.fingerprint(pictures).sub(expected).abs().max().getFloat())
                .isLessThan(1e-6f);
        assertThat(metric.averaged().keySet())
                .containsExactlyInAnyOrderElementsOf(bundle.tensors().keySet());
    }

    @Test
    void frozenWeightsGatherNoGradient() {
        NDArray before = gradientOfWeights(false);
        NDArray after = gradientOfWeights(true);

        assertThat(after.sub(before).abs().max().getFloat()).isZero();
        assertThat(before.abs().max().getFloat()).isPositive();
    }

    /** The gradient of one and the same loss, with or without an attack in between. */
    private NDArray gradientOfWeights(boolean attacked) {
        RobustMetric fresh = RobustMetric.startingFrom(bundle, manager.newSubManager());
        if (attacked) {
            fresh.frozen(() -> new CopyAttack(Norm.L_INF, Radii.between(0.03, 0.03), 2)
                    .perturb(
                            pictures,
                            points -> fresh.fingerprint(points).square().sum(new int[] {1}),
                            1,
                            1));
        }
        NDArray loss = Gradients.recording(
                () -> fresh.fingerprint(pictures).sub(0.1f).square().sum());
        Gradients.backward(loss);
        return fresh.convolutions().get("backbone.features.3.weight").getGradient();
    }

    @Test
    void theAverageFollowsWhatIsLearnt() {
        NDArray root = metric.roots().get("root.0");
        float before = root.getFloat(0);
        Gradients.withoutRecording(() -> root.addi(1));
        metric.average(0.75);

        float expected = before + 0.25f;
        assertThat(metric.averaged().get("heads.0").values()[0]).isCloseTo(expected * expected, within(1e-5f));
    }

    @Test
    void attackedCopiesStayInTheirBallAndRange() {
        for (Norm norm : Norm.values()) {
            NDArray attacked = attacked(norm, 0.01, 0.05);

            assertThat(lengths(norm, attacked.sub(pictures)).max().getFloat())
                    .as(norm.name())
                    .isBetween(0.009f, 0.05f + 1e-6f);
            assertThat(attacked.min().getFloat()).isGreaterThanOrEqualTo(0);
            assertThat(attacked.max().getFloat()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void anAttackGoesFurtherThanItsRandomStartUnderBothNorms() {
        for (Norm norm : Norm.values()) {
            double radius = norm == Norm.L_INF ? 0.02 : 1;
            double started = meanDistance(new CopyAttack(norm, Radii.between(radius, radius), 0));
            double ended = meanDistance(new CopyAttack(norm, Radii.between(radius, radius), 4));

            assertThat(ended).as(norm.name()).isGreaterThan(1.5 * started);
        }
    }

    private double meanDistance(CopyAttack attack) {
        NDArray own = Gradients.withoutRecording(() -> metric.fingerprint(pictures));
        NDArray moved = metric.frozen(() -> attack.perturb(
                pictures, points -> metric.fingerprint(points).sub(own).square().sum(new int[] {1}), 3, 4));
        return Gradients.withoutRecording(
                () -> metric.fingerprint(moved).sub(own).square().mean().getFloat());
    }

    private NDArray attacked(Norm norm, double least, double most) {
        return metric.frozen(() -> new CopyAttack(norm, Radii.between(least, most), 3)
                .perturb(pictures, points -> metric.fingerprint(points).square().sum(new int[] {1}), 3, 4));
    }

    /** @return of each picture's change, as the norm has it */
    private static NDArray lengths(Norm norm, NDArray change) {
        NDArray rows = change.reshape(change.getShape().get(0), -1);
        return norm == Norm.L_INF
                ? rows.abs().max(new int[] {1})
                : rows.square().sum(new int[] {1}).sqrt();
    }

    @Test
    void lossGradientAgreesWithFiniteDifferences() {
        RobustLoss loss = new RobustLoss(RobustRecipe.STANDARD);
        NDArray originals = manager.randomNormal(new Shape(5, 6)).mul(0.2f);
        NDArray copies =
                originals.add(manager.randomNormal(originals.getShape()).mul(0.1f));
        NDArray gradient =
                Gradients.at(copies, points -> loss.of(points, originals).total());

        float step = 2e-3f;
        for (long row : new long[] {0, 3}) {
            NDArray change = manager.zeros(copies.getShape());
            change.set(new NDIndex(row + ", 2"), step);
            double up = loss.of(copies.add(change), originals).total().getFloat();
            double down = loss.of(copies.sub(change), originals).total().getFloat();
            assertThat((double) gradient.getFloat(row, 2))
                    .isCloseTo((up - down) / (2 * step), within(1e-2 * Math.max(1, Math.abs(up - down) / (2 * step))));
        }
    }

    @Test
    void sameWeightsAndRoundGiveTheSameStepsOfDifferentPictures() {
        RobustRecipe recipe = SmallRecipes.drawing(2, 2, 2, 2, 0, CopyMixture.TOGETHER);
        Neighbourhoods neighbourhoods = new Neighbourhoods(recipe, DrawnPictures.several(9, 32, 2));

        List<Neighbourhoods.Step> steps = neighbourhoods.of(1, metric, manager);

        assertThat(steps).hasSize(2).isEqualTo(neighbourhoods.of(1, metric, manager));
        assertThat(neighbourhoods.of(2, metric, manager)).isNotEqualTo(steps);
        assertThat(steps)
                .allSatisfy(step -> assertThat(step.pictures()).hasSize(6).doesNotHaveDuplicates());
    }

    @Test
    void confusablePicturesAreDrawnForBeingNearAnother() {
        List<RgbImage> drawn = DrawnPictures.several(9, 32, 2);
        double[] nearest = nearest(drawn);
        int most = 0;
        int least = 0;
        for (int picture = 0; picture < nearest.length; picture++) {
            most = nearest[picture] < nearest[most] ? picture : most;
            least = nearest[picture] > nearest[least] ? picture : least;
        }

        int[] evenly = timesDrawn(drawn, 0);
        int[] confusable = timesDrawn(drawn, 1);

        assertThat(evenly).containsOnly(20);
        double odds = Math.exp((nearest[least] - nearest[most]) / 0.1);
        assertThat(odds).isGreaterThan(4);
        assertThat((double) confusable[most]).isGreaterThan(Math.sqrt(odds) * confusable[least]);
    }

    /** @return of each picture the distance of the nearest other, as a share of the mean distance */
    private double[] nearest(List<RgbImage> drawn) {
        int count = drawn.size();
        float[] distances = Gradients.withoutRecording(() -> {
            NDArray rows =
                    metric.fingerprint(PictureTensors.of(manager, drawn).add(1).div(2));
            return Distances.between(rows, rows).toFloatArray();
        });
        double mean = 0;
        for (float distance : distances) {
            mean += distance / distances.length;
        }
        double[] nearest = new double[count];
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        for (int pair = 0; pair < distances.length; pair++) {
            if (pair / count != pair % count) {
                nearest[pair / count] = Math.min(nearest[pair / count], distances[pair] / mean);
            }
        }
        return nearest;
    }

    /** @return how often each picture is the one that a step is drawn around, 180 steps */
    private int[] timesDrawn(List<RgbImage> drawn, double confusable) {
        RobustRecipe recipe = SmallRecipes.drawing(1, 180, 1, 1, confusable, CopyMixture.TOGETHER);
        int[] times = new int[drawn.size()];
        new Neighbourhoods(recipe, drawn)
                .of(1, metric, manager)
                .forEach(step -> times[step.pictures().get(0)]++);
        return times;
    }

    @Test
    void distancesLeaveNothingWithTheManagerOfTheOthers() {
        NDArray others = manager.randomNormal(new Shape(7, 5));
        int before = manager.getManagedArrays().size();

        try (NDManager scratch = manager.newSubManager()) {
            Distances.between(scratch.randomNormal(new Shape(3, 5)), others);
        }

        // a round compares hundreds of blocks with the sketches of all pictures, 29 MB for 28,000
        assertThat(manager.getManagedArrays()).hasSize(before);
    }

    @Test
    void nearestOthersAreNeverThePictureItself() {
        NDArray rows = manager.create(new float[] {0, 0, 1, 0, 0, 4, 1, 2}, new Shape(4, 2));

        assertThat(Distances.nearestOthers(rows).toFloatArray()).containsExactly(1, 0, 0, 0, 1, 2, 1, 0);
    }

    @Test
    void tensorsComeBackAsTheyWere() {
        Map<String, WeightTensor> saved = metric.tensors();
        try (RobustMetric restored = RobustMetric.restored(metric.backbone(), manager.newSubManager(), saved)) {
            assertThat(restored.tensors()).isEqualTo(saved);
        }
    }
}
