package io.rlpips.training.publishing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.bundle.Manifest;
import io.rlpips.metric.bundle.Measurement;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.weights.Precision;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.augmentation.Augmentation;
import io.rlpips.training.backbone.BackboneTrainer;
import io.rlpips.training.backbone.TrainedBackbone;
import io.rlpips.training.backbone.TrainingListener;
import io.rlpips.training.backbone.TrainingRecipe;
import io.rlpips.training.backbone.TrainingSettings;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundlePublisherTest {
    private static final TrainingRecipe RECIPE =
            new TrainingRecipe(32, 1, 8, 5, 1e-3, 1, 0.05, 0.1, 0.5, 2, Augmentation.STANDARD);

    @TempDir
    private Path folder;

    private Path data;
    private Path background;

    @BeforeEach
    void draw() throws IOException {
        data = DrawnPictures.folder(folder.resolve("waves"), 3, 10, 32);
        background = DrawnPictures.folder(folder.resolve("others"), 6, 3, 32);
    }

    @Test
    void aRunBecomesABundleThatSaysHowItWasMade() {
        TrainedBackbone trained = BackboneTrainer.run(
                new TrainingSettings(data, folder.resolve("run"), RECIPE, false, 1, 1), new TrainingListener() {});

        ModelBundle published = BundlePublisher.publish(settings(), (stage, done, total) -> {});

        ModelBundle read = BundleReader.read(folder.resolve("bundle"));
        assertThat(read.manifest()).isEqualTo(published.manifest());
        Manifest manifest = read.manifest();
        assertThat(manifest.modelId()).isEqualTo("waves-32");
        assertThat(manifest.inputSize()).isEqualTo(32);
        assertThat(manifest.training()).hasValueSatisfying(training -> {
            assertThat(training.pictures()).isEqualTo(24);
            assertThat(training.seed()).isEqualTo(5);
            assertThat(training.epochs()).isEqualTo(1);
            assertThat(training.command())
                    .isEqualTo("./rlpips train backbone --data waves --run RUN --epochs 1 --batch-size 8 --seed 5"
                            + " && ./rlpips model publish --run RUN --data waves --background others --out BUNDLE"
                            + " --model-id waves-32 --false-match-rate 0.2 --precision float16");
        });
        assertThat(manifest.calibration())
                .hasValueSatisfying(curve -> assertThat(curve.pairs()).isEqualTo(18L * 30));
        double threshold = manifest.recommendedThreshold().orElseThrow();
        assertThat(manifest.calibration().orElseThrow().falseMatchRateAt(threshold))
                .isCloseTo(0.2, within(1e-6));
        assertThat(manifest.metrics())
                .filteredOn(measured -> measured.name().equals("held-back top-1 accuracy"))
                .extracting(Measurement::value)
                .containsExactly(trained.report().history().get(0).validationAccuracy());
    }

    @Test
    void aFolderWithoutAFinishedRunIsRefused() {
        assertThatThrownBy(() -> BundlePublisher.publish(settings(), (stage, done, total) -> {}))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining(TrainedBackbone.REPORT);
    }

    private PublishSettings settings() {
        return new PublishSettings(
                folder.resolve("run"),
                data,
                background,
                folder.resolve("bundle"),
                "waves-32",
                0.2,
                Precision.FLOAT16,
                1);
    }
}
