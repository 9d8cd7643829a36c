package io.rlpips.training.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.training.TestBundles;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectiveTest {
    private static final int SIDE = 40;
    private static final int PICTURES = 4;
    private static final float HANDICAP = 0.001f;

    private static NDManager manager;
    private static Lpips metric;
    private static NDArray originals;
    private static NDArray moved;
    private static Map<String, Objective> objectives;

    @BeforeAll
    static void load() {
        manager = TorchEngine.start().newManager(DeviceChoice.CPU);
        metric = PerceptualModel.lpips(TestBundles.random(SIDE, 3), manager);
        originals = TestBatches.pictures(manager, PICTURES, SIDE, 1);
        moved = TestBatches.randomPoints(originals, Budget.largestChange(0.05), 2);
        List<NDArray> views = List.of(originals, originals.flip(3), originals.flip(2));
        objectives = Map.of(
                "evade", Objective.distanceFrom(metric, originals),
                "evade views", Objective.distanceFromNearest(metric, views),
                "evade handicapped views", handicapped(views),
                "frame", Objective.closenessTo(metric, List.of(originals.flip(0))),
                "features", Objective.featureDifference(metric, originals),
                "similarity", Objective.semanticSimilarity(metric, originals));
    }

    @AfterAll
    static void free() {
        manager.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"evade", "evade views", "evade handicapped views", "frame", "features", "similarity"})
    void gradientsAgreeWithFiniteDifferences(String name) {
        Objective objective = objectives.get(name);
        NDArray gradient =
                Gradients.at(moved, pictures -> objective.of(pictures).sum());
        NDArray direction = gradient.div(gradient.norm());
        float step = 0.02f;

        double ahead = objective.of(moved.add(direction.mul(step))).sum().getFloat();
        double behind = objective.of(moved.sub(direction.mul(step))).sum().getFloat();

        double slope = gradient.mul(direction).sum().getFloat();
        assertThat(slope).isPositive();
        assertThat((ahead - behind) / (2 * step)).isCloseTo(slope, within(0.03 * slope));
    }

    @Test
    void theNearestOfSeveralViewsCounts() {
        NDArray pictures = moved.flip(2);
        float[] nearest = objectives.get("evade views").of(pictures).toFloatArray();

        for (int row = 0; row < PICTURES; row++) {
            float least = Float.POSITIVE_INFINITY;
            for (NDArray view : List.of(originals, originals.flip(3), originals.flip(2))) {
                least = Math.min(
                        least, Objective.distanceFrom(metric, view).of(pictures).getFloat(row));
            }
            assertThat(nearest[row]).isCloseTo(least, within(1e-5f));
        }
    }

    @Test
    void aViewWithAHandicapCountsAsFartherThanItIs() {
        NDArray turned = moved.flip(2);
        float asIs = 0;
        float seen = 0;
        for (NDArray pictures : List.of(moved, turned)) {
            float[] values =
                    objectives.get("evade handicapped views").of(pictures).toFloatArray();
            float[] fromOriginal =
                    Objective.distanceFrom(metric, originals).of(pictures).toFloatArray();
            float[] fromMirrored = Objective.distanceFrom(metric, originals.flip(3))
                    .of(pictures)
                    .toFloatArray();
            float[] fromTurned = Objective.distanceFrom(metric, originals.flip(2))
                    .of(pictures)
                    .toFloatArray();
            for (int row = 0; row < PICTURES; row++) {
                float views = Math.min(fromMirrored[row], fromTurned[row]) + HANDICAP;
                asIs += fromOriginal[row] < views ? 1 : 0;
                seen += fromOriginal[row] > views ? 1 : 0;
                assertThat(values[row]).isCloseTo(Math.min(fromOriginal[row], views), within(1e-5f));
            }
        }
        assertThat(asIs).as("pictures nearest as they are").isPositive();
        assertThat(seen).as("pictures nearest under another view").isPositive();
    }

    private static Objective handicapped(List<NDArray> views) {
        ReferenceFingerprints references =
                ReferenceFingerprints.of(metric, manager, views).handicapped(0, HANDICAP, HANDICAP);
        return new Evasion(metric, references, 1)
                .objective(manager, IntStream.range(0, PICTURES).toArray());
    }

    @Test
    void theDistanceIsTheMetrics() {
        float[] direct = metric.distance(PixelScale.tensor(moved), PixelScale.tensor(originals))
                .toFloatArray();

        assertThat(objectives.get("evade").of(moved).toFloatArray()).containsExactly(direct, within(1e-5f));
    }

    @Test
    void semanticSimilarityIsTheLeadOverTheFarthestOther() {
        float[] found = objectives.get("similarity").of(moved).toFloatArray();

        for (int row = 0; row < PICTURES; row++) {
            float own = 0;
            float farthest = 0;
            for (int other = 0; other < PICTURES; other++) {
                float distance = metric.distance(
                                PixelScale.tensor(moved.get(row + ":" + (row + 1))),
                                PixelScale.tensor(originals.get(other + ":" + (other + 1))))
                        .getFloat(0);
                own = other == row ? distance : own;
                farthest = other == row ? farthest : Math.max(farthest, distance);
            }
            assertThat(found[row]).isCloseTo(-Math.max(0, farthest - own), within(1e-5f));
        }
    }

    @Test
    void theSemanticSimilarityAttackLowersItsLoss() {
        Objective objective = objectives.get("similarity");
        double before = -objective.of(originals).mean().getFloat();

        NDArray attacked = ProjectedGradient.plain(8).perturb(originals, objective, Budget.largestChange(8 / 255.0), 1);

        assertThat((double) -objective.of(attacked).mean().getFloat()).isLessThan(0.95 * before);
    }

    @Test
    void optRaisesItsOwnObjectiveAndTheTrueDistance() {
        NDArray noisy = TestBatches.randomPoints(originals, OptAttack.PAPER_BUDGET, 1);

        NDArray attacked = new OptAttack(10).perturb(originals, objectives.get("features"), OptAttack.PAPER_BUDGET, 1);

        for (String name : List.of("features", "evade")) {
            assertThat(objectives.get(name).of(attacked).mean().getFloat())
                    .isGreaterThan(2 * objectives.get(name).of(noisy).mean().getFloat());
        }
    }

    @Test
    void oneReferenceHasNoOthers() {
        assertThatThrownBy(() -> Objective.semanticSimilarity(metric, originals.get("0:1")))
                .isInstanceOf(RlpipsException.class);
    }
}
