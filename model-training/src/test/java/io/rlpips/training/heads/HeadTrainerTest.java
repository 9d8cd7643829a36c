package io.rlpips.training.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.bundle.Manifest;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.TestBundles;
import io.rlpips.training.data.Split;
import io.rlpips.training.data.Triplet;
import io.rlpips.training.data.TripletSet;
import io.rlpips.training.heads.adversary.Adversary;
import io.rlpips.training.heads.adversary.Perturbed;
import io.rlpips.training.heads.adversary.Procedure;
import io.rlpips.training.heads.adversary.Threat;
import io.rlpips.training.run.MemoryLog;
import io.rlpips.training.run.OrderlyStop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HeadTrainerTest {
    private static final int SIDE = 32;
    private static final Schedule SHORT = new Schedule(1, 2, 4, 1e-3);
    private static final Adversary PAPER = new Adversary(Threat.LINF, 8 / 255.0, Perturbed.X0, Procedure.PAPER, 2);
    private static final Adversary ROBUST = new Adversary(Threat.L2, 1, Perturbed.X0X1, Procedure.ROBUST, 1);
    private static final ModelBundle PARENT = TestBundles.random(SIDE, 3);
    private static final TripletSet TRIPLETS = DrawnTriplets.set(14, SIDE);
    private static final HeadListener DEAF = new HeadListener() {};

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Procedure.class)
    void interruptedWithinAnEpochAndResumedEndsWithTheSameBitsAsInOneGo(Procedure procedure) {
        HeadRecipe recipe = recipe(Scope.HEADS, procedure == Procedure.PAPER ? PAPER : ROBUST, 9);
        HeadTrainer.run(settings("whole", recipe, false), TRIPLETS, DEAF);
        assertThatThrownBy(() -> HeadTrainer.run(settings("broken", recipe, false), TRIPLETS, stoppingAt(2, 8)))
                .hasMessage("the power went");
        HeadTrainer.run(settings("broken", recipe, true), TRIPLETS, DEAF);

        assertSameRun("broken", "whole");
    }

    @Test
    void aTunedBackboneResumesWithTheSameBitsToo() {
        HeadRecipe recipe = recipe(Scope.TUNE, Adversary.NONE, 0);
        HeadTrainer.run(settings("whole", recipe, false), TRIPLETS, DEAF);
        assertThatThrownBy(() -> HeadTrainer.run(settings("broken", recipe, false), TRIPLETS, stoppingAt(3, 4)))
                .hasMessage("the power went");
        HeadTrainer.run(settings("broken", recipe, true), TRIPLETS, DEAF);

        assertSameRun("broken", "whole");
    }

    @Test
    void learnsWhichVersionIsCloser() {
        List<HeadEpoch> epochs = new ArrayList<>();
        HeadRecipe recipe = new HeadRecipe(
                Scope.HEADS, HeadStart.ONES, Adversary.NONE, new Schedule(6, 2, 4, 1e-2), 0.5, new Validation(6, 0), 1);

        TrainedHeads trained =
                HeadTrainer.run(settings("run", recipe, false), DrawnTriplets.set(30, SIDE), new HeadListener() {
                    @Override
                    public void epoch(HeadEpoch result) {
                        epochs.add(result);
                    }
                });

        assertThat(trained.report().history()).isEqualTo(epochs).hasSize(8);
        double entropy = -0.9 * Math.log(0.9) - 0.1 * Math.log(0.1);
        assertThat(epochs.get(7).validation().loss() - entropy)
                .isBetween(0.0, 0.7 * (epochs.get(0).validation().loss() - entropy));
        assertThat(epochs.get(7).validation().majority()).isEqualTo(1);
        assertThat(epochs.get(7).validation().agreement()).isGreaterThan(0.85);
    }

    @ParameterizedTest
    @EnumSource(Scope.class)
    void whatLearnsMovesAndWhatIsFrozenDoesNot(Scope scope) {
        HeadRecipe recipe = recipe(scope, ROBUST, 0);

        ModelBundle trained =
                HeadTrainer.run(settings("run", recipe, false), TRIPLETS, DEAF).bundle();

        for (String name : PARENT.tensors().keySet()) {
            boolean same = trained.tensors().get(name).equals(PARENT.tensors().get(name));
            assertThat(same).as(name).isEqualTo(name.startsWith("backbone.") && scope == Scope.HEADS);
        }
        assertThat(trained.tensors()).doesNotContainKey("ranking.0.weight");
    }

    @Test
    void headsNeverBecomeNegative() {
        HeadRecipe hasty = new HeadRecipe(
                Scope.HEADS, HeadStart.KEPT, Adversary.NONE, new Schedule(2, 0, 4, 0.1), 0.5, new Validation(2, 0), 1);

        ModelBundle trained =
                HeadTrainer.run(settings("run", hasty, false), TRIPLETS, DEAF).bundle();

        int silenced = 0;
        for (int tap = 0; tap < 5; tap++) {
            for (float weight : trained.tensors().get("heads." + tap).values()) {
                assertThat(weight).isGreaterThanOrEqualTo(0);
                silenced += weight == 0 ? 1 : 0;
            }
        }
        assertThat(silenced).isPositive();
    }

    @Test
    void theBundleSaysHowItCameAboutAndRecommendsNothing() {
        HeadTrainer.run(settings("run", recipe(Scope.HEADS, PAPER, 0), false), TRIPLETS, DEAF);

        Manifest manifest = BundleReader.read(folder.resolve("run-bundle")).manifest();

        assertThat(manifest.modelId()).isEqualTo("trained");
        assertThat(manifest.recipe()).isEqualTo("heads-paper-linf-x0");
        assertThat(manifest.parent()).hasValue("random");
        assertThat(manifest.recommendedThreshold()).isEmpty();
        assertThat(manifest.training()).hasValueSatisfying(training -> {
            assertThat(training.data())
                    .isEqualTo(
                            "drawn (traditional): 10 triplets, 4 more held back, judged by the severity of generated distortions");
            assertThat(training.seed()).isEqualTo(1);
            assertThat(training.epochs()).isEqualTo(3);
            assertThat(training.details())
                    .containsEntry(
                            "adversary",
                            "x0 within l_inf 0.0157 of the pixel range (0.0314 on [-1, 1]), 2 steps, recipe paper");
            assertThat(training.command())
                    .startsWith("./rlpips train heads --data drawn --per-family 7 --from random --heads kept"
                            + " --attack linf --epsilon 0.03137254901960784 --perturb x0 --recipe paper --steps 2");
        });
        assertThat(manifest.metrics())
                .hasSize(6)
                .allMatch(metric -> metric.command().startsWith("./rlpips train heads"));
    }

    @Test
    void withoutABetterScoreItEndsEarlyWithItsBestWeights() {
        HeadRecipe patient = new HeadRecipe(
                Scope.HEADS,
                HeadStart.KEPT,
                Adversary.NONE,
                new Schedule(30, 0, 10, 1e-7),
                0.5,
                new Validation(4, 2),
                1);

        HeadReport report =
                HeadTrainer.run(settings("run", patient, false), TRIPLETS, DEAF).report();

        // hardly a weight moves, so no later epoch scores better than the first
        assertThat(report.history()).hasSize(3);
        assertThat(report.keptEpoch()).isEqualTo(1);
    }

    @Test
    void validatesOnTripletsOfOtherPhotosAndLearnsFromAllOfItsOwn() {
        HeadRecipe recipe = new HeadRecipe(
                Scope.HEADS, HeadStart.KEPT, Adversary.NONE, SHORT, 0, new Validation(3, 2, Split.VAL), 1);
        List<Triplet> more = DrawnTriplets.set(22, SIDE).triplets();
        TripletSet some = new TripletSet(TRIPLETS.judgedBy(), more.subList(14, 18));
        TripletSet others = new TripletSet(TRIPLETS.judgedBy(), more.subList(18, 22));

        TrainedHeads one = HeadTrainer.run(settings("one", recipe, false), TRIPLETS, some, DEAF);
        HeadReport other = HeadTrainer.run(settings("other", recipe, false), TRIPLETS, others, DEAF)
                .report();

        assertThat(one.report().triplets().training()).isEqualTo(14);
        assertThat(one.report().triplets().validation()).isEqualTo(3);
        assertThat(one.report().history().get(0).trainingLoss())
                .isEqualTo(other.history().get(0).trainingLoss());
        assertThat(one.report().history().get(0).validation().loss())
                .isNotEqualTo(other.history().get(0).validation().loss());
        assertThat(one.bundle().manifest().training().orElseThrow().data())
                .contains("14 triplets, 3 more of 2afc/val to validate on");
        assertThat(one.bundle().manifest().training().orElseThrow().command())
                .contains(" --held-back 3 --validate-on val --patience 2 ");
        assertThatThrownBy(() -> HeadTrainer.run(settings("none", recipe, false), TRIPLETS, DEAF))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("other photos");
    }

    @Test
    void progressCountsTripletsAndEpochsGoThroughAllOfThem() {
        List<HeadProgress> seen = new ArrayList<>();
        List<Double> forward = new ArrayList<>();
        HeadTrainer.run(settings("run", recipe(Scope.HEADS, Adversary.NONE, 0), false), TRIPLETS, new HeadListener() {
            @Override
            public void step(HeadProgress progress) {
                seen.add(progress);
            }

            @Override
            public void forwardSpeed(double imagesPerSecond) {
                forward.add(imagesPerSecond);
            }
        });

        assertThat(seen)
                .extracting(HeadProgress::triplets)
                .startsWith(4, 8, 10, 4)
                .hasSize(9);
        assertThat(seen.get(8).timeLeft()).isZero();
        assertThat(seen.get(4).line())
                .startsWith("epoch 2/3  8/10  ")
                .contains(" images/s ", "  heap ", " MiB, resident ");
        assertThat(forward).singleElement().satisfies(speed -> assertThat(speed).isPositive());
        assertThat(folder.resolve("run/curve.png")).isNotEmptyFile();
        assertThat(folder.resolve("run").resolve(MemoryLog.FILE)).content().startsWith("time,step,heap_mib,");
        assertThat(folder.resolve("run/curve.csv")).content().hasLineCount(4).startsWith("epoch,training_loss,");
    }

    @Test
    @Timeout(60)
    void aRunThatIsAskedToEndSaysHowToGoOn() {
        HeadRecipe recipe = recipe(Scope.HEADS, Adversary.NONE, 0);
        OrderlyStop stop = OrderlyStop.onRequest();
        Thread ending = new Thread(stop::request);
        try (stop) {
            assertThatThrownBy(() -> HeadTrainer.run(
                            settings("run", recipe, false),
                            TRIPLETS,
                            new HeadListener() {
                                @Override
                                public void epoch(HeadEpoch result) {
                                    ending.start();
                                    while (ending.getState() != Thread.State.TIMED_WAITING) {
                                        Thread.onSpinWait();
                                    }
                                }
                            },
                            stop))
                    .isInstanceOf(RlpipsException.class)
                    .hasMessage("training was stopped in epoch 2; resumed, it goes on from the last checkpoint");
        }
    }

    @Test
    void whatCannotGoWellIsRefusedBeforeItBegins() {
        HeadRecipe recipe = recipe(Scope.HEADS, Adversary.NONE, 0);
        HeadTrainer.run(settings("run", recipe, false), TRIPLETS, DEAF);

        assertRefused(settings("run", recipe, true), "exists already");
        assertRefused(elsewhere(settings("run", recipe, false)), "resume it or choose another folder");
        assertRefused(
                elsewhere(settings("run", recipe(Scope.HEADS, PAPER, 0), true)), "was started with", "cannot resume");
        assertThatThrownBy(() -> HeadTrainer.run(settings("few", recipe, false), DrawnTriplets.set(4, SIDE), DEAF))
                .isInstanceOf(RlpipsException.class)
                .hasMessage("4 triplets, of which 4 are held back: none is left to learn from");
        assertThatThrownBy(() -> new Schedule(0, 0, 8, 1e-4)).isInstanceOf(RlpipsException.class);
        assertThatThrownBy(() -> new Schedule(1, 0, 8, 0)).isInstanceOf(RlpipsException.class);
        assertThatThrownBy(() -> new Validation(0, 1)).isInstanceOf(RlpipsException.class);
    }

    @Test
    void aRunOfAnotherParentOrOtherTripletsCannotBeResumed() {
        HeadRecipe recipe = recipe(Scope.HEADS, Adversary.NONE, 0);
        HeadTrainer.run(settings("run", recipe, false), TRIPLETS, DEAF);
        HeadSettings again = elsewhere(settings("run", recipe, true));

        assertThatThrownBy(() -> HeadTrainer.run(again, DrawnTriplets.set(15, SIDE), DEAF))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("cannot resume it with");
        HeadSettings otherParent = new HeadSettings(
                recipe,
                TestBundles.random(SIDE, 4),
                "drawn",
                7,
                again.run(),
                again.out(),
                "trained",
                true,
                1,
                Duration.ZERO);
        assertRefused(otherParent, "cannot resume it with parent");
    }

    private static HeadRecipe recipe(Scope scope, Adversary adversary, int patience) {
        return new HeadRecipe(scope, HeadStart.KEPT, adversary, SHORT, 0.5, new Validation(4, patience), 1);
    }

    private HeadSettings settings(String run, HeadRecipe recipe, boolean resume) {
        return new HeadSettings(
                recipe,
                PARENT,
                "drawn",
                7,
                folder.resolve(run),
                folder.resolve(run + "-bundle"),
                "trained",
                resume,
                1,
                Duration.ZERO);
    }

    private HeadSettings elsewhere(HeadSettings settings) {
        return new HeadSettings(
                settings.recipe(),
                settings.parent(),
                settings.data(),
                settings.perFamily(),
                settings.run(),
                folder.resolve("another-bundle"),
                settings.modelId(),
                settings.resume(),
                1,
                Duration.ZERO);
    }

    private static void assertRefused(HeadSettings settings, String... words) {
        assertThatThrownBy(() -> HeadTrainer.run(settings, TRIPLETS, DEAF))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContainingAll(words);
    }

    private void assertSameRun(String run, String other) {
        for (String file : List.of(HeadReport.FILE, "curve.csv", "checkpoints/checkpoint-00000009/state.safetensors")) {
            assertThat(folder.resolve(run).resolve(file))
                    .hasSameBinaryContentAs(folder.resolve(other).resolve(file));
        }
        for (String file : List.of("manifest.json", "model.safetensors")) {
            assertThat(folder.resolve(run + "-bundle").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve(other + "-bundle").resolve(file));
        }
    }

    private static HeadListener stoppingAt(int epoch, int triplets) {
        return new HeadListener() {
            @Override
            public void step(HeadProgress progress) {
                if (progress.epoch() == epoch && progress.triplets() == triplets) {
                    throw new IllegalStateException("the power went");
                }
            }
        };
    }
}
