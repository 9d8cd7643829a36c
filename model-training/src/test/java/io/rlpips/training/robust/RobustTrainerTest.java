package io.rlpips.training.robust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.TestBundles;
import io.rlpips.training.attack.Budget.Norm;
import io.rlpips.training.run.MemoryLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RobustTrainerTest {
    private static final RobustListener SILENT = new RobustListener() {};

    @TempDir
    private Path folder;

    private Path data;

    @BeforeEach
    void draw() throws IOException {
        data = DrawnPictures.folder(folder.resolve("data"), 6, 8, 32);
    }

    @Test
    void interruptedAndResumedEndsWithTheSameBitsAsInOneGo() {
        RobustRecipe recipe = recipe(3, 3);
        RobustTrainer.Result whole = RobustTrainer.run(settings("whole", recipe, false, 1), SILENT);
        assertThatThrownBy(() -> RobustTrainer.run(settings("broken", recipe, false, 1), new RobustListener() {
                    @Override
                    public void step(Progress progress) {
                        if (progress.step() == 5) {
                            throw new IllegalStateException("the power went");
                        }
                    }
                }))
                .hasMessage("the power went");
        // another number of workers on the way on: it must not matter
        RobustTrainer.Result resumed = RobustTrainer.run(settings("broken", recipe, true, 3), SILENT);

        assertThat(resumed.history()).isEqualTo(whole.history()).hasSize(3);
        assertThat(resumed.bundle()).isEqualTo(whole.bundle());
        assertThat(folder.resolve("broken/checkpoints/checkpoint-00000003/state.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("whole/checkpoints/checkpoint-00000003/state.safetensors"));
        assertThat(folder.resolve("broken/curve.csv"))
                .hasSameBinaryContentAs(folder.resolve("whole/curve.csv"))
                .content()
                .hasLineCount(4);
        assertThat(folder.resolve("whole/curve.png")).isNotEmptyFile();
    }

    @ParameterizedTest
    @EnumSource
    void copiesComeNearerToTheirOriginalsWhileOtherPicturesStayAway(Norm norm) {
        List<RoundResult> rounds = new ArrayList<>();
        RobustRecipe recipe = recipe(2, 25, 0, norm, norm == Norm.L_INF ? 4.0 / 255 : 0.4, 3e-4);
        RobustTrainer.run(settings("run", recipe, false, 1), new RobustListener() {
            @Override
            public void round(RoundResult result) {
                rounds.add(result);
            }
        });

        RoundResult first = rounds.get(0);
        RoundResult last = rounds.get(1);
        assertThat(last.loss()).isLessThan(first.loss());
        assertThat(last.copyDistance() / last.meanDistance()).isLessThan(first.copyDistance() / first.meanDistance());
        assertThat(last.meanDistance()).isBetween(0.3, 0.7);
        // attacked under the norm that was trained for
        assertThat(last.evaded())
                .containsOnlyKeys(norm == Norm.L_INF ? List.of("16/255", "8/255") : List.of("1.0", "2.0"));
    }

    @Test
    void withoutABetterScoreItEndsEarlyAndResumingItDoesNothing() {
        // hardly a weight moves, so no later round scores better than the first
        RobustRecipe patient = recipe(9, 1, 2, Norm.L_INF, 4.0 / 255, 1e-12);

        RobustTrainer.Result result = RobustTrainer.run(settings("run", patient, false, 1), SILENT);
        RobustTrainer.Result again = RobustTrainer.run(settings("run", patient, true, 1), SILENT);

        assertThat(result.history()).hasSize(3);
        assertThat(result.kept().round())
                .as("the last of three that score alike")
                .isEqualTo(3);
        assertThat(again.history()).isEqualTo(result.history());
    }

    @Test
    void theRoundThatIsKeptIsTheOneThatIsGivenBack() {
        RobustTrainer.Result result = RobustTrainer.run(settings("run", recipe(3, 2), false, 1), SILENT);

        assertThat(result.kept()).isEqualTo(RoundChoice.LATEST.of(result.history()));
        assertThat(result.bundle().modelHash())
                .isEqualTo(BundleReader.read(
                                folder.resolve("run/rounds/000" + result.kept().round() + ".zip"))
                        .modelHash());
        assertThat(result.bundle().manifest().recipe()).isEqualTo("robust");
        assertThat(result.bundle().manifest().parent()).contains("random");
        assertThat(result.trainingPictures()).isEqualTo(6 * 6);
        assertThat(result.kept().edited()).as("held back").isEqualTo(6 * 2);
        assertThat(result.kept().attacked()).isEqualTo(6 * 2);
        assertThat(folder.resolve("run").resolve(MemoryLog.FILE)).content().startsWith("time,step,heap_mib,");
    }

    @Test
    void whereManyPicturesAreThereTwiceNothingMatchesAndTheRunGoesOn() throws IOException {
        // those that are held back, and as many of the others: more than a hundred pairs
        for (int kind = 0; kind < 6; kind++) {
            for (int i = 0; i < 4; i++) {
                Files.write(
                        data.resolve("class-%d/%02d.png".formatted(kind, i)),
                        DrawnPictures.png(DrawnPictures.waves(32, 32, 7, 7)));
            }
        }

        RoundResult round = RobustTrainer.run(settings("run", recipe(1, 1), false, 1), SILENT)
                .kept();

        assertThat(round.threshold()).isZero();
        assertThat(round.score()).as("nothing found, everything evades").isEqualTo(-1);
        assertThat(folder.resolve("run/checkpoints/checkpoint-00000001")).exists();
    }

    @Test
    void aFolderWithARunIsNotOverwrittenUnlessItIsResumedWithTheSameRecipeAndStart() {
        RobustTrainer.run(settings("run", recipe(1, 1), false, 1), SILENT);

        assertThatThrownBy(() -> RobustTrainer.run(settings("run", recipe(1, 1), false, 1), SILENT))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("resume it or choose another folder");
        assertThatThrownBy(() -> RobustTrainer.run(settings("run", recipe(2, 1), true, 1), SILENT))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("cannot resume it with");
        RobustSettings other = new RobustSettings(
                TestBundles.random(32, 9),
                data,
                2,
                folder.resolve("run"),
                recipe(1, 1),
                RoundChoice.LATEST,
                true,
                1,
                1);
        assertThatThrownBy(() -> RobustTrainer.run(other, SILENT))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("was started from model");
    }

    @Test
    void aRunIsResumedOnTheSamePicturesOnlySoThatNoneIsLearntFromThatValidates() throws IOException {
        RobustTrainer.run(settings("run", recipe(1, 1), false, 1), SILENT);

        assertThatThrownBy(() -> RobustTrainer.run(settings("run", recipe(1, 1), true, 1, 3), SILENT))
                .isInstanceOfSatisfying(
                        RlpipsException.class,
                        refused -> assertThat(refused.category()).isEqualTo(FailureCategory.INVALID_ARGUMENT))
                .hasMessageContaining("was started with 36 pictures to learn from and 12 held back, 2 of each class")
                .hasMessageContaining("cannot resume it with 30 pictures to learn from and 18 held back, 3 of each");
        // as many of the same names
        Files.write(data.resolve("class-0/07.png"), DrawnPictures.png(DrawnPictures.waves(32, 32, 0, 99)));
        assertThatThrownBy(() -> RobustTrainer.run(settings("run", recipe(1, 1), true, 1), SILENT))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("cannot resume it with 36 pictures to learn from and 12 held back")
                .hasMessageContaining("SHA-256");
    }

    @Test
    void aCheckpointThatDoesNotSayWhichPicturesItLearntFromIsRefused() throws IOException {
        RobustTrainer.run(settings("run", recipe(1, 1), false, 1), SILENT);
        Path state = folder.resolve("run/checkpoints/checkpoint-00000001/state.json");
        ObjectMapper json = new ObjectMapper();
        ObjectNode withoutPictures = (ObjectNode) json.readTree(state.toFile());
        withoutPictures.remove("pictures");
        json.writeValue(state.toFile(), withoutPictures);

        assertThatThrownBy(() -> RobustTrainer.run(settings("run", recipe(1, 1), true, 1), SILENT))
                .isInstanceOfSatisfying(
                        RlpipsException.class,
                        refused -> assertThat(refused.category()).isEqualTo(FailureCategory.INVALID_ARGUMENT))
                .hasMessageContaining("does not say which pictures it learnt from");
    }

    private RobustSettings settings(String run, RobustRecipe recipe, boolean resume, int workers) {
        return settings(run, recipe, resume, workers, 2);
    }

    private RobustSettings settings(String run, RobustRecipe recipe, boolean resume, int workers, int heldBack) {
        return new RobustSettings(
                TestBundles.random(32, 3),
                data,
                heldBack,
                folder.resolve(run),
                recipe,
                RoundChoice.LATEST,
                resume,
                1,
                workers);
    }

    private static RobustRecipe recipe(int rounds, int steps) {
        return recipe(rounds, steps, 0, Norm.L_INF, 4.0 / 255, 3e-4);
    }

    private static RobustRecipe recipe(
            int rounds, int steps, int patience, Norm norm, double epsilon, double learningRate) {
        return SmallRecipes.learning(rounds, steps, patience, CopyMixture.APART, norm, epsilon, learningRate);
    }
}
