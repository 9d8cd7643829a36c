package io.rlpips.training.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rlpips.metric.image.ImageDecoder;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Published figures of two pairs of photographs, where the folder with them lies beside the repository. */
class PublishedFiguresTest {
    @ParameterizedTest
    @CsvSource({
        "I03, PSNR, 21.11, 0.005",
        "I04, PSNR, 20.99, 0.005",
        "I03, SSIM, 0.6993, 0.00005",
        "I04, SSIM, 0.9978, 0.00005",
        "I03, MS_SSIM, 0.6733, 0.00005",
        "I04, MS_SSIM, 0.9996, 0.00005",
        "I03, FSIMC, 0.6890, 0.00005",
        "I04, FSIMC, 0.9702, 0.00005"
    })
    void agreeToTheLastDigit(String pair, BaselineKind kind, double published, double tolerance) throws IOException {
        RgbImage reference = read(pair + "-ref.bmp");
        RgbImage distorted = read(pair + "-dist.bmp");
        try (Baseline baseline = kind.create(
                () -> {
                    throw new AssertionError("no network is needed");
                },
                1)) {
            assertThat(baseline.figure(reference, distorted)).isCloseTo(published, within(tolerance));
        }
    }

    @ParameterizedTest
    @CsvSource({"I03, 0.66998", "I04, 0.99963"})
    void thePapersProductOfScalesIsAnotherFigure(String pair, double expected) throws IOException {
        // not published; from the scales that the weighted mean, which is, has in these pairs
        assertThat(MultiScaleSimilarity.product().figure(read(pair + "-ref.bmp"), read(pair + "-dist.bmp")))
                .isCloseTo(expected, within(1e-5));
    }

    private static RgbImage read(String name) throws IOException {
        Path file = beside("shared/golden/images/" + name);
        assumeTrue(Files.isRegularFile(file), "no shared/golden/images/" + name + " beside the repository");
        return new ImageDecoder(ImageLimits.DEFAULT).decode(Files.readAllBytes(file));
    }

    private static Path beside(String path) {
        Path folder = Path.of("").toAbsolutePath();
        while (folder.getParent() != null && !Files.isDirectory(folder.resolve(".mvn"))) {
            folder = folder.getParent();
        }
        return folder.resolveSibling(path);
    }
}
