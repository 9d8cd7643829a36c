package io.rlpips.training.publishing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.bundle.BundleWriter;
import io.rlpips.metric.bundle.Manifest;
import io.rlpips.metric.bundle.Measurement;
import io.rlpips.metric.bundle.MeasurementsFile;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.bundle.Training;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.projection.BasisFormat;
import io.rlpips.metric.weights.Precision;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.TestBundles;
import io.rlpips.training.augmentation.Augmentation;
import io.rlpips.training.backbone.BackboneTrainer;
import io.rlpips.training.backbone.TrainedBackbone;
import io.rlpips.training.backbone.TrainingListener;
import io.rlpips.training.backbone.TrainingRecipe;
import io.rlpips.training.backbone.TrainingSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundlePublisherTest {
    private static final TrainingRecipe RECIPE =
            new TrainingRecipe(32, 1, 8, 5, 1e-3, 1, 0.05, 0.1, 0.5, 2, Augmentation.STANDARD);

    private static final PublishListener SILENT = (stage, done, total) -> {};

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

        ModelBundle published = BundlePublisher.publish(fromRun(), SILENT);

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
                            + " --model-id waves-32 --false-match-rate 0.2 --projection-dims 6 --projection-format int8"
                            + " --precision float16");
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
        assertThatThrownBy(() -> BundlePublisher.publish(fromRun(), SILENT))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining(TrainedBackbone.REPORT);
    }

    @Test
    void aTrainedBundleKeepsItsTensorsAndItsStoryAndGetsAThreshold() {
        Measurement own = Measurement.of("agreement", 0.8, "./rlpips evaluate 2afc");
        Manifest manifest = TestBundles.random(32, 3)
                .manifest()
                .withParent("first")
                .withTraining(new Training("waves", 24, 5, 2, "./rlpips train robust --out BUNDLE", Map.of("a", "b")))
                .withMetrics(List.of(own));
        ModelBundle trained = BundleWriter.write(
                new ModelBundle(manifest, TestBundles.random(32, 3).tensors()),
                folder.resolve("trained"),
                Precision.FLOAT32);

        ModelBundle published = BundlePublisher.publish(fromBundle(Precision.FLOAT32, List.of()), SILENT);

        assertThat(published.tensors()).isEqualTo(trained.tensors());
        assertThat(published.modelHash()).isEqualTo(trained.modelHash());
        Manifest read = BundleReader.read(folder.resolve("bundle")).manifest();
        assertThat(read.modelId()).isEqualTo("random");
        assertThat(read.recipe()).isEqualTo(manifest.recipe());
        assertThat(read.parent()).contains("first");
        assertThat(read.metrics()).contains(own);
        assertThat(read.training().orElseThrow().command())
                .isEqualTo(
                        "./rlpips train robust --out BUNDLE && ./rlpips model publish --from BUNDLE --data waves"
                                + " --background others --out PUBLISHED --false-match-rate 0.2 --projection-dims 6 --projection-format int8 --precision float32");
        assertThat(read.training().orElseThrow().details()).containsEntry("a", "b");
        assertThat(read.recommendedThreshold().orElseThrow())
                .isEqualTo(read.calibration().orElseThrow().distanceAt(0.2));
    }

    @Test
    void whatIsMeasuredElsewhereStandsOnTheCardOnce() {
        BundleWriter.write(TestBundles.random(32, 3), folder.resolve("trained"), Precision.FLOAT32);
        Path first = folder.resolve("first.json");
        Path second = folder.resolve("second.json");
        MeasurementsFile.write(
                List.of(Measurement.of("recall", 0.5, "./rlpips a"), Measurement.of("evaded", 0.1, "./rlpips a")),
                first);
        MeasurementsFile.write(List.of(Measurement.of("recall", 0.9, "./rlpips b")), second);

        ModelBundle published = BundlePublisher.publish(fromBundle(Precision.FLOAT16, List.of(first, second)), SILENT);

        assertThat(published.manifest().metrics())
                .filteredOn(measured -> measured.name().equals("recall"))
                .containsExactly(Measurement.of("recall", 0.9, "./rlpips b"));
        assertThat(published.manifest().metrics()).contains(Measurement.of("evaded", 0.1, "./rlpips a"));
    }

    @Test
    void publishingAgainGivesTheSameBytes() {
        BundleWriter.write(TestBundles.random(32, 3), folder.resolve("trained"), Precision.FLOAT32);
        BundlePublisher.publish(fromBundle(Precision.FLOAT16, List.of()), SILENT);
        BundlePublisher.publish(settings(trainedBundle(), "again", Precision.FLOAT16, List.of()), SILENT);

        for (String file : List.of("manifest.json", "MODEL_CARD.md", "model.safetensors", "projection.safetensors")) {
            assertThat(folder.resolve("again").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("bundle").resolve(file));
        }
    }

    @Test
    void aRunNeedsAModelId() {
        assertThatThrownBy(() -> settings(finishedRun(), Optional.empty(), "bundle", Precision.FLOAT16, List.of()))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("model id");
    }

    private PublishSource finishedRun() {
        return new PublishSource.FinishedRun(folder.resolve("run"));
    }

    private PublishSource trainedBundle() {
        return new PublishSource.TrainedBundle(folder.resolve("trained"));
    }

    private PublishSettings fromRun() {
        return settings(finishedRun(), Optional.of("waves-32"), "bundle", Precision.FLOAT16, List.of());
    }

    private PublishSettings fromBundle(Precision precision, List<Path> measurements) {
        return settings(trainedBundle(), "bundle", precision, measurements);
    }

    private PublishSettings settings(PublishSource source, String out, Precision precision, List<Path> measurements) {
        return settings(source, Optional.empty(), out, precision, measurements);
    }

    private PublishSettings settings(
            PublishSource source, Optional<String> modelId, String out, Precision precision, List<Path> measurements) {
        return new PublishSettings(
                source,
                data,
                background,
                folder.resolve(out),
                modelId,
                0.2,
                6,
                BasisFormat.INT8,
                measurements,
                precision,
                1);
    }
}
