package io.rlpips.training.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.augmentation.Augmentation;
import io.rlpips.training.run.MemoryLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackboneTrainerTest {
    private static final TrainingRecipe RECIPE =
            new TrainingRecipe(32, 3, 8, 5, 1e-3, 1, 0.05, 0.1, 0.5, 2, Augmentation.STANDARD);

    @TempDir
    private Path folder;

    private Path data;

    @BeforeEach
    void draw() throws IOException {
        data = DrawnPictures.folder(folder.resolve("data"), 3, 10, 32);
    }

    @Test
    void interruptedAndResumedEndsWithTheSameBitsAsInOneGo() throws IOException {
        BackboneTrainer.run(settings("whole", RECIPE, false, 1), new TrainingListener() {});
        assertThatThrownBy(() ->
                        BackboneTrainer.run(settings("broken", RECIPE, false, 1), stoppingAfter(2, "the power went")))
                .hasMessage("the power went");
        BackboneTrainer.run(settings("broken", RECIPE, true, 1), new TrainingListener() {});

        for (String file : List.of(TrainedBackbone.WEIGHTS, TrainedBackbone.REPORT, "curve.csv")) {
            assertThat(folder.resolve("broken").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("whole").resolve(file));
        }
        assertThat(folder.resolve("broken/checkpoints/checkpoint-00000003/state.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("whole/checkpoints/checkpoint-00000003/state.safetensors"));
    }

    @Test
    void theNumberOfWorkersChangesNothing() {
        TrainedBackbone one =
                BackboneTrainer.run(settings("one", RECIPE.withEpochs(1), false, 1), new TrainingListener() {});
        TrainedBackbone three =
                BackboneTrainer.run(settings("three", RECIPE.withEpochs(1), false, 3), new TrainingListener() {});

        assertThat(three).isEqualTo(one);
    }

    @Test
    void anotherSeedGivesAnotherBackbone() {
        TrainedBackbone one =
                BackboneTrainer.run(settings("one", RECIPE.withEpochs(1), false, 1), new TrainingListener() {});
        TrainedBackbone other = BackboneTrainer.run(
                settings("other", RECIPE.withEpochs(1).withSeed(6), false, 1), new TrainingListener() {});

        assertThat(other.parameters()).isNotEqualTo(one.parameters());
    }

    @Test
    void learnsToTellWavesApart() {
        List<EpochResult> epochs = new ArrayList<>();
        TrainingRecipe gentle =
                new TrainingRecipe(32, 20, 8, 5, 1e-3, 1, 0.05, 0, 0, 2, new Augmentation(0.8, 1.1, 0.1, 0.1, 0.1));
        TrainedBackbone trained = BackboneTrainer.run(settings("waves", gentle, false, 1), new TrainingListener() {
            @Override
            public void epoch(EpochResult result) {
                epochs.add(result);
            }
        });

        assertThat(trained.report().history()).isEqualTo(epochs);
        assertThat(epochs.get(19).trainingLoss()).isLessThan(epochs.get(0).trainingLoss() / 2);
        assertThat(epochs.get(19).validationAccuracy()).isGreaterThan(0.8);
        assertThat(TrainedBackbone.read(folder.resolve("waves"))).isEqualTo(trained);
    }

    @Test
    void progressCountsPicturesAndTheTwoLastCheckpointsStay() throws IOException {
        List<TrainingProgress> seen = new ArrayList<>();
        BackboneTrainer.run(settings("run", RECIPE, false, 1), new TrainingListener() {
            @Override
            public void step(TrainingProgress progress) {
                seen.add(progress);
            }
        });

        // 24 pictures to learn from, three batches of 8 an epoch
        assertThat(seen).extracting(TrainingProgress::pictures).startsWith(8, 16, 24, 8);
        assertThat(seen).hasSize(9);
        assertThat(seen.get(8).timeLeft()).isZero();
        assertThat(seen.get(4).line()).startsWith("epoch 2/3  16/24  ").contains("  heap ", " MiB, resident ");
        assertThat(folder.resolve("run").resolve(MemoryLog.FILE)).content().startsWith("time,step,heap_mib,");
        try (Stream<Path> kept = Files.list(folder.resolve("run/checkpoints"))) {
            assertThat(kept.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("checkpoint-00000002", "checkpoint-00000003");
        }
        assertThat(folder.resolve("run/curve.png")).isNotEmptyFile();
        assertThat(folder.resolve("run/curve.csv")).content().hasLineCount(4);
    }

    @Test
    void aFolderWithARunIsNotOverwrittenUnlessItIsResumedWithTheSameRecipe() {
        BackboneTrainer.run(settings("run", RECIPE.withEpochs(1), false, 1), new TrainingListener() {});

        assertThatThrownBy(() ->
                        BackboneTrainer.run(settings("run", RECIPE.withEpochs(1), false, 1), new TrainingListener() {}))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("resume it or choose another folder");
        assertThatThrownBy(() ->
                        BackboneTrainer.run(settings("run", RECIPE.withEpochs(9), true, 1), new TrainingListener() {}))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("cannot resume it with");
    }

    @Test
    void aRunIsResumedOnTheSamePicturesOnly() throws IOException {
        BackboneTrainer.run(settings("run", RECIPE.withEpochs(1), false, 1), new TrainingListener() {});
        // as many of the same classes and names
        Files.write(data.resolve("class-0/07.png"), DrawnPictures.png(DrawnPictures.waves(32, 32, 0, 99)));

        assertThatThrownBy(() ->
                        BackboneTrainer.run(settings("run", RECIPE.withEpochs(1), true, 1), new TrainingListener() {}))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("cannot resume it with 24 pictures to learn from and 6 held back")
                .hasMessageContaining("SHA-256");
    }

    @Test
    void moreThanABatchOfPicturesIsNeeded() {
        assertThatThrownBy(() -> BackboneTrainer.run(
                        settings("run", RECIPE.withBatchSize(25), false, 1), new TrainingListener() {}))
                .isInstanceOf(RlpipsException.class)
                .hasMessage("24 training pictures do not fill a batch of 25");
    }

    private TrainingSettings settings(String run, TrainingRecipe recipe, boolean resume, int workers) {
        return new TrainingSettings(data, folder.resolve(run), recipe, resume, 1, workers);
    }

    private static TrainingListener stoppingAfter(int epoch, String reason) {
        return new TrainingListener() {
            @Override
            public void epoch(EpochResult result) {
                if (result.epoch() == epoch) {
                    throw new IllegalStateException(reason);
                }
            }
        };
    }
}
