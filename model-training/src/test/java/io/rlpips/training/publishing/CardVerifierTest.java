package io.rlpips.training.publishing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.bundle.BundleWriter;
import io.rlpips.metric.bundle.Measurement;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.projection.BasisFormat;
import io.rlpips.metric.weights.Precision;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.TestBundles;
import io.rlpips.training.data.LabelledPicture;
import io.rlpips.training.data.PictureSetReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CardVerifierTest {
    private static final PublishListener SILENT = (stage, done, total) -> {};

    @TempDir
    private Path folder;

    private Path data;
    private Path background;
    private ModelBundle published;

    @BeforeEach
    void publish() throws IOException {
        data = DrawnPictures.folder(folder.resolve("waves"), 3, 10, 32);
        background = unrelated(folder.resolve("others"));
        BundleWriter.write(TestBundles.random(32, 3), folder.resolve("trained"), Precision.FLOAT32);
        PublishSettings settings = new PublishSettings(
                new PublishSource.TrainedBundle(folder.resolve("trained")),
                data,
                background,
                folder.resolve("bundle"),
                Optional.empty(),
                0.2,
                6,
                BasisFormat.INT8,
                List.of(),
                Precision.FLOAT16,
                1);
        published = BundlePublisher.publish(settings, SILENT);
    }

    @Test
    void aCardIsConfirmedOnThePicturesItWasMeasuredOn() {
        List<FigureCheck> checks = CardVerifier.verify(published, pictures(data), pictures(background), SILENT);

        assertThat(checks).allMatch(FigureCheck::ok);
        assertThat(checks)
                .extracting(FigureCheck::figure)
                .containsExactly(
                        "largest error of the projection's orthonormality",
                        "distance of the nearest of 540 unrelated pairs",
                        CardFigures.RATE_AT_THRESHOLD,
                        "pairs of 108 whose 6-dimensional lower bound exceeds their distance",
                        "share of 108 unrelated pairs that survive the 6-dimensional lower bound at the recommended"
                                + " threshold");
        assertThat(checks.get(1).measured()).isEqualTo(checks.get(1).card()).isPositive();
    }

    @Test
    void aFigureThatIsOffIsTold() {
        List<Measurement> flattering = published.manifest().metrics().stream()
                .map(figure -> figure.name().startsWith("distance of the nearest")
                        ? Measurement.of(figure.name(), figure.value() * 1.01, figure.command())
                        : figure)
                .toList();
        ModelBundle changed = published.with(published
                .manifest()
                .withMetrics(flattering)
                .withRecommendedThreshold(
                        published.manifest().recommendedThreshold().orElseThrow() * 1.2));

        List<FigureCheck> checks = CardVerifier.verify(changed, pictures(data), pictures(background), SILENT);

        assertThat(checks)
                .filteredOn(check -> !check.ok())
                .extracting(FigureCheck::figure)
                .containsExactly("distance of the nearest of 540 unrelated pairs", CardFigures.RATE_AT_THRESHOLD);
    }

    @Test
    void onOtherPicturesRatesAreComparedLoosely() {
        List<FigureCheck> checks = CardVerifier.verify(
                published, pictures(data), pictures(background).subList(0, 9), SILENT);

        assertThat(checks)
                .filteredOn(check -> check.figure().equals(CardFigures.RATE_AT_THRESHOLD))
                .singleElement()
                .satisfies(check -> assertThat(check.tolerance()).isEqualTo("a factor of 3.0"));
        assertThat(checks).noneMatch(check -> check.figure().startsWith("distance of the nearest"));
    }

    @Test
    void withoutPicturesTheProjectionIsChecked() {
        assertThat(CardVerifier.verify(published)).hasSize(1).allMatch(FigureCheck::ok);
        assertThat(CardVerifier.verify(TestBundles.random(32, 3))).isEmpty();
    }

    @Test
    void whatWasNotPublishedHasNothingToCompare() {
        assertThatThrownBy(() ->
                        CardVerifier.verify(TestBundles.random(32, 3), pictures(data), pictures(background), SILENT))
                .hasMessageContaining("no calibration curve");
    }

    /** Waves that none of the data's are. */
    private static Path unrelated(Path root) throws IOException {
        Path place = Files.createDirectories(root.resolve("class"));
        for (int i = 0; i < 18; i++) {
            RgbImage picture = DrawnPictures.waves(32, 32, 20 + i, 100 + i);
            Files.write(place.resolve("%02d.png".formatted(i)), DrawnPictures.png(picture));
        }
        return root;
    }

    private static List<RgbImage> pictures(Path source) {
        return PictureSetReader.asDetected(ImageLimits.DEFAULT, 32, 1).read(source, done -> {}).pictures().stream()
                .map(LabelledPicture::picture)
                .toList();
    }
}
