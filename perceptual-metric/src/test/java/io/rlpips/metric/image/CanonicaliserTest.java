package io.rlpips.metric.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicaliserTest {
    private static final RgbImage SCENE = DrawnPictures.scene(300, 200);

    private final Canonicaliser canonicaliser = new Canonicaliser(ImageLimits.DEFAULT);

    @Test
    void theMasterIsTheWholePictureSquashed() {
        CanonicalImage canonical = canonicaliser.canonicalise(SCENE);
        assertThat(canonical.master()).isEqualTo(Resize.to(SCENE, 128, 128));
        assertThat(canonical.sourceWidth()).isEqualTo(300);
        assertThat(canonical.sourceHeight()).isEqualTo(200);
        assertThat(canonical.featureless()).isFalse();
        assertThat(canonical.trimmed()).isEmpty();
    }

    @Test
    void bytesAndTheirPixelsGiveTheSame() {
        byte[] jpeg = Encodings.jpeg(SCENE, 0.8f);
        RgbImage pixels = new ImageDecoder(ImageLimits.DEFAULT).decode(jpeg);
        assertThat(canonicaliser.canonicalise(jpeg)).isEqualTo(canonicaliser.canonicalise(pixels));
    }

    @ParameterizedTest
    @CsvSource({"0, 60, 300, 320", "40, 0, 380, 200", "20, 30, 340, 260", "0, 20, 300, 220", "100, 0, 500, 200"})
    void uniformBordersAreCutOffExactly(int left, int top, int width, int height) {
        RgbImage framed = DrawnPictures.framed(DrawnPictures.plain(width, height, 0, 0, 0), SCENE, left, top);
        assertThat(canonicaliser.canonicalise(framed).trimmed())
                .hasValue(canonicaliser.canonicalise(SCENE).master());
    }

    @Test
    void saysWhereThePictureLiesWithinItsBorders() {
        RgbImage framed = DrawnPictures.framed(DrawnPictures.plain(400, 320, 0, 0, 0), SCENE, 40, 80);

        assertThat(Canonicaliser.withinBorders(framed)).hasValue(new Region(0.1, 0.25, 0.85, 0.875));
        assertThat(Canonicaliser.withinBorders(SCENE)).isEmpty();
    }

    @Test
    void eachSideMayHaveAColourOfItsOwnAndBarsMayLieWithinBars() {
        RgbImage upper = DrawnPictures.framed(DrawnPictures.plain(300, 230, 255, 255, 255), SCENE, 0, 30);
        RgbImage lower = DrawnPictures.framed(DrawnPictures.plain(300, 250, 10, 30, 90), upper, 0, 0);
        RgbImage both = DrawnPictures.framed(DrawnPictures.plain(340, 250, 0, 255, 0), lower, 20, 0);
        assertThat(canonicaliser.canonicalise(both).trimmed())
                .hasValue(canonicaliser.canonicalise(SCENE).master());
    }

    @ParameterizedTest
    @ValueSource(floats = {0.3f, 0.5f, 0.9f})
    void bordersAreFoundThroughJpegNoise(float quality) {
        RgbImage framed = DrawnPictures.framed(DrawnPictures.plain(340, 275, 255, 255, 255), SCENE, 21, 37);
        CanonicalImage canonical = canonicaliser.canonicalise(Encodings.jpeg(framed, quality));
        assertThat(canonical.trimmed())
                .hasValueSatisfying(trimmed -> assertThat(DrawnPictures.meanDifference(
                                trimmed, canonicaliser.canonicalise(SCENE).master()))
                        .isLessThan(4));
    }

    /** Large files are looked at in cells of pixels: an edge may be off by a part of a cell, not more. */
    @ParameterizedTest
    @CsvSource({
        "1024, 1100, 0, 60, 0.9",
        "1300, 1024, 37, 0, 0.7",
        "1500, 1400, 101, 203, 0.5",
        "2048, 2100, 0, 61, 0.9",
        "2500, 2049, 73, 59, 0.7",
        "2300, 2200, 400, 0, 0.5"
    })
    void bordersOfLargeFilesAreFoundAsInTheirPixels(int width, int height, int left, int top, float quality) {
        RgbImage scene = ReducedDecodingTest.textured(width - 2 * left, height - 2 * top, width);
        RgbImage framed = DrawnPictures.framed(DrawnPictures.plain(width, height, 250, 250, 245), scene, left, top);
        byte[] jpeg = Encodings.jpeg(framed, quality);
        RgbImage expected = canonicaliser.canonicalise(scene).master();
        RgbImage inPixels = canonicaliser
                .canonicalise(new ImageDecoder(ImageLimits.DEFAULT).decode(jpeg))
                .trimmed()
                .orElseThrow();
        assertThat(canonicaliser.canonicalise(jpeg).trimmed()).hasValueSatisfying(trimmed -> {
            assertThat(DrawnPictures.meanDifference(trimmed, inPixels)).isLessThan(2);
            assertThat(DrawnPictures.meanDifference(trimmed, expected)).isLessThan(4);
        });
    }

    @Test
    void aBorderBelowTwoPercentStays() {
        RgbImage framed = DrawnPictures.framed(DrawnPictures.plain(300, 203, 0, 0, 0), SCENE, 0, 3);
        assertThat(canonicaliser.canonicalise(framed).trimmed()).isEmpty();
    }

    @Test
    void aBorderAboveFortyPercentIsContent() {
        RgbImage framed = DrawnPictures.framed(DrawnPictures.plain(300, 345, 0, 0, 0), SCENE, 0, 145);
        assertThat(canonicaliser.canonicalise(framed).trimmed()).isEmpty();
    }

    @Test
    void lessThanAThirdOfASideIsNotWorthCuttingOut() {
        RgbImage framed = DrawnPictures.framed(DrawnPictures.plain(300, 620, 0, 0, 0), SCENE, 0, 210);
        assertThat(canonicaliser.canonicalise(framed).trimmed()).isEmpty();
    }

    @Test
    void aPlainInsideIsNotWorthCuttingOut() {
        RgbImage inside = DrawnPictures.plain(200, 200, 90, 90, 90);
        RgbImage framed = DrawnPictures.framed(DrawnPictures.plain(280, 280, 255, 255, 255), inside, 40, 40);
        assertThat(canonicaliser.canonicalise(framed).trimmed()).isEmpty();
    }

    @Test
    void aSkyThatFadesIntoThePictureIsNoBorder() {
        byte[] pixels = new byte[200 * 200 * 3];
        Random random = new Random(3);
        for (int y = 0, at = 0; y < 200; y++) {
            for (int i = 0; i < 600; i++) {
                int texture = y < 60 ? 0 : random.nextInt(2 * Math.min(80, y - 59)) - Math.min(80, y - 59);
                pixels[at++] = (byte) (120 + texture);
            }
        }
        assertThat(canonicaliser.canonicalise(new RgbImage(200, 200, pixels)).trimmed())
                .isEmpty();
    }

    @Test
    void aPlainPictureIsFeatureless() {
        assertThat(canonicaliser
                        .canonicalise(DrawnPictures.plain(50, 50, 200, 10, 10))
                        .featureless())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1, true", "3, false"})
    void featurelessMeansADeviationBelowTwo(int deviation, boolean featureless) {
        byte[] pixels = new byte[128 * 128 * 3];
        for (int at = 0; at < pixels.length; at++) {
            boolean blue = at % 3 == 2;
            pixels[at] = (byte) (100 + (blue ? at % 2 == 0 ? deviation : -deviation : 0));
        }
        assertThat(canonicaliser.canonicalise(new RgbImage(128, 128, pixels)).featureless())
                .isEqualTo(featureless);
    }
}
