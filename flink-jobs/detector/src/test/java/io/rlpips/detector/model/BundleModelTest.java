package io.rlpips.detector.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.bundle.BundleWriter;
import io.rlpips.metric.bundle.Manifest;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.bundle.ViewThresholds;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.weights.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleModelTest {
    private static final ModelBundle BUILT_IN = BundleReader.readDefault();

    @TempDir
    Path folder;

    private Path bundle;
    private BundleModel models;

    @BeforeEach
    void write() throws IOException {
        Path allowed = Files.createDirectory(folder.resolve("allowed"));
        bundle = allowed.resolve("bundle.zip");
        BundleWriter.write(BUILT_IN, bundle, Precision.FLOAT16);
        Configuration configuration = new Configuration();
        configuration.set(
                DetectorOptions.MODEL_PREFIXES, List.of(allowed.toUri().toString()));
        configuration.set(DetectorOptions.DEVICE, "cpu");
        models = BundleModel.of(configuration);
    }

    @Test
    void anAnnouncedBundleIsDescribedAndOpened() throws Exception {
        ModelDescription model =
                models.describe(BUILT_IN.modelId(), bundle.toUri().toString(), sha256(bundle));

        assertThat(model.identity()).isEqualTo(models.configured().identity());
        assertThat(model.layerLengths()).isEqualTo(models.configured().layerLengths());
        assertThat(model.pointLength())
                .isEqualTo(BUILT_IN.projection().orElseThrow().dimensions() + 1);
        try (ModelSource.EmbeddingModel open = models.open(model);
                ModelSource.EmbeddingModel configured = models.open(models.configured())) {
            RgbImage picture = new RgbImage(8, 8, new byte[192]);
            assertThat(open.embed(List.of(picture)).get(0).fingerprint())
                    .hasSize(model.dimensions())
                    .isEqualTo(configured.embed(List.of(picture)).get(0).fingerprint());
        }
    }

    @Test
    void otherViewsAreJudgedByWhatTheCurveLeavesThemUnlessAThresholdIsGiven() throws Exception {
        Manifest manifest = BUILT_IN.manifest();
        ViewThresholds one = manifest.recommendedThresholds(2).orElseThrow();
        ViewThresholds all = manifest.recommendedThresholds(17).orElseThrow();

        assertThat(all.otherViews()).isLessThan(one.otherViews());
        assertThat(thresholds(new Configuration(), 0)).as("no other views").isEqualTo(ViewThresholds.same(one.asIs()));
        assertThat(thresholds(new Configuration(), 1)).isEqualTo(one);
        assertThat(thresholds(new Configuration(), 16)).isEqualTo(all);
        ModelDescription announced =
                models.describe(BUILT_IN.modelId(), bundle.toUri().toString(), sha256(bundle));
        assertThat(announced.viewThreshold(16)).isEqualTo(all.otherViews());
        Configuration configuration = new Configuration();
        configuration.set(DetectorOptions.VIEWS, List.of("standard"));
        assertThat(thresholds(configuration, 0)).as("all, as configured").isEqualTo(all);
        configuration.set(DetectorOptions.THRESHOLD, 0.07);
        assertThat(thresholds(configuration, 0)).isEqualTo(ViewThresholds.same(0.07));
        assertThat(thresholds(configuration, 16)).isEqualTo(ViewThresholds.same(0.07));
        configuration.set(DetectorOptions.VIEW_THRESHOLD, 0.03);
        assertThat(thresholds(configuration, 16)).isEqualTo(new ViewThresholds(0.07, 0.03));
        configuration.removeConfig(DetectorOptions.THRESHOLD);
        assertThat(thresholds(configuration, 1)).isEqualTo(new ViewThresholds(one.asIs(), 0.03));
    }

    private static ViewThresholds thresholds(Configuration configuration, int otherViews) {
        ModelDescription model = BundleModel.of(configuration).configured();
        return new ViewThresholds(model.threshold(), model.viewThreshold(otherViews));
    }

    /** As Flink gives it where the state was written before there were any. */
    @Test
    void aModelOfEarlierStateHasOneThresholdForAllViews() {
        ModelDescription model = models.configured();

        ModelDescription restored = new ModelDescription(
                model.identity(), "", "", model.inputSize(), model.layerLengths(), model.pointLength(), 0.1, null);

        assertThat(restored.viewThreshold(0)).isEqualTo(0.1);
        assertThat(restored.viewThreshold(16)).isEqualTo(0.1);
    }

    @Test
    void anotherPlaceAnotherContentAndAnotherNameAreRefused() throws Exception {
        String location = bundle.toUri().toString();
        Path outside = Files.copy(bundle, folder.resolve("outside.zip"));
        Path link = Files.createSymbolicLink(bundle.resolveSibling("link.zip"), outside);

        assertRefused(
                BUILT_IN.modelId(), outside.toUri().toString(), sha256(outside), FailureCategory.FORBIDDEN_LOCATION);
        assertRefused(BUILT_IN.modelId(), link.toUri().toString(), sha256(outside), FailureCategory.FORBIDDEN_LOCATION);
        assertRefused(BUILT_IN.modelId(), location, "0".repeat(64), FailureCategory.CONTENT_MISMATCH);
        assertRefused("another", location, sha256(bundle), FailureCategory.INVALID_BUNDLE);
        assertRefused(BUILT_IN.modelId(), location + "x", sha256(bundle), FailureCategory.CONTENT_NOT_FOUND);
        assertRefused(
                BUILT_IN.modelId(), "https://example.org/b.zip", sha256(bundle), FailureCategory.FORBIDDEN_LOCATION);
    }

    @Test
    void aBundleThatIsReplacedAfterItWasDescribedIsNotOpened() throws Exception {
        ModelDescription model =
                models.describe(BUILT_IN.modelId(), bundle.toUri().toString(), sha256(bundle));
        Files.write(bundle, new byte[] {1, 2, 3});

        assertThatThrownBy(() -> models.open(model))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("was announced");
    }

    private void assertRefused(String modelId, String location, String sha256, FailureCategory category) {
        assertThatThrownBy(() -> models.describe(modelId, location, sha256))
                .isInstanceOfSatisfying(
                        RlpipsException.class,
                        refusal -> assertThat(refusal.category()).isEqualTo(category));
    }

    private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
