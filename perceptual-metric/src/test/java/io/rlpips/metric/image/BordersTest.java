package io.rlpips.metric.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BordersTest {
    private static final RgbImage SCENE = DrawnPictures.scene(300, 200);

    @ParameterizedTest
    @ValueSource(doubles = {0, 5, 10, 15, 25})
    void noiseOnTheBorderDoesNotHideItsEdges(double sigma) {
        RgbImage framed = framed(90, 40, 30, 21, 17, sigma, 0, 4);
        assertWithin(Borders.inside(framed), new PixelBox(30, 40, 330, 240), 3);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 15})
    void aShadedBorderIsABorder(double sigma) {
        RgbImage framed = framed(110, 40, 30, 21, 17, sigma, 24, 5);
        assertWithin(Borders.inside(framed), new PixelBox(30, 40, 330, 240), 3);
    }

    @Test
    void oneNoisySideIsEnough() {
        RgbImage framed = framed(250, 0, 0, 60, 0, 12, 0, 6);
        assertWithin(Borders.inside(framed), new PixelBox(0, 0, 300, 200), 3);
    }

    @Test
    void aSignatureInTheBorderIsLeftOut() {
        RgbImage framed = framed(250, 60, 0, 0, 0, 4, 0, 7);
        RgbImage signature = DrawnPictures.plain(30, 12, 20, 20, 20);
        assertWithin(Borders.inside(DrawnPictures.framed(framed, signature, 10, 20)), new PixelBox(0, 60, 300, 260), 3);
    }

    @Test
    void aBorderWithAnObjectThatReachesIntoItIsAPlainGround() {
        RgbImage object = DrawnPictures.noise(80, 140, 8);
        RgbImage picture = DrawnPictures.framed(DrawnPictures.plain(300, 200, 240, 240, 240), object, 110, 60);
        assertThat(Borders.inside(picture)).isEmpty();
    }

    /** Blocks along the upper side, the same in each of its lines: uneven, but not by noise. */
    @ParameterizedTest
    @ValueSource(ints = {64, 128, 300})
    void whatGoesOnFromLineToLineIsThePicturesOwn(int side) {
        RgbImage picture = DrawnPictures.scene(side, side);
        byte[] pixels = picture.pixels();
        for (int at = 0; at < side * side * 3 / 4; at++) {
            boolean bright = at / 3 % side / 8 % 2 == 0;
            pixels[at] = (byte) (bright ? 130 : 100);
        }
        assertThat(Borders.inside(new RgbImage(side, side, pixels))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8, 20})
    void smallPicturesPassThrough(int side) {
        assertThat(Borders.inside(DrawnPictures.plain(side, side, 3, 3, 3))).isEmpty();
        assertThat(Borders.inside(DrawnPictures.plain(side, 400, 3, 3, 3))).isEmpty();
    }

    @Property(tries = 60)
    void whatIsLeftLiesWithinThePictureAndIsNeverTooLittle(
            @ForAll @IntRange(min = 1, max = 200) int width,
            @ForAll @IntRange(min = 1, max = 200) int height,
            @ForAll @IntRange(max = 200) int left,
            @ForAll @IntRange(max = 200) int top,
            @ForAll @DoubleRange(max = 80) double sigma,
            @ForAll long seed) {
        RgbImage inner = DrawnPictures.noise(width, height, seed);
        RgbImage ground = noisy(width + left + 20, height + top, 40, sigma, 0, seed);
        RgbImage framed = DrawnPictures.framed(ground, inner, left, top);
        Borders.inside(framed).ifPresent(inside -> {
            assertThat(inside.left()).isGreaterThanOrEqualTo(0);
            assertThat(inside.top()).isGreaterThanOrEqualTo(0);
            assertThat(inside.right()).isLessThanOrEqualTo(framed.width());
            assertThat(inside.bottom()).isLessThanOrEqualTo(framed.height());
            assertThat((long) inside.width() * inside.height()).isLessThan((long) framed.width() * framed.height());
            assertThat(inside.width()).isGreaterThanOrEqualTo((int) (framed.width() / 3.0));
            assertThat(inside.height()).isGreaterThanOrEqualTo((int) (framed.height() / 3.0));
            RgbImage trimmed = trimmed(framed).orElseThrow();
            assertThat(trimmed.width()).isEqualTo(inside.width());
            assertThat(trimmed.height()).isEqualTo(inside.height());
        });
    }

    @Property(tries = 25)
    void aTrimmedPictureWithoutStripsOfItsOwnHasNothingLeftToTrim(
            @ForAll @IntRange(max = 80) int top,
            @ForAll @IntRange(max = 80) int left,
            @ForAll @IntRange(max = 80) int bottom,
            @ForAll @IntRange(max = 80) int right,
            @ForAll @DoubleRange(max = 25) double sigma,
            @ForAll long seed) {
        RgbImage framed = framed(230, top, left, bottom, right, sigma, 0, seed);
        Optional<RgbImage> once = trimmed(framed);
        assertThat(trimmed(framed)).isEqualTo(once);
        once.ifPresent(trimmed -> assertWithin(
                Borders.inside(trimmed).or(() -> Optional.of(PixelBox.whole(trimmed))), PixelBox.whole(trimmed), 1));
    }

    @Test
    void aLargePictureIsSampledAndItsEdgesAreStillExact() {
        RgbImage ground = noisy(1500, 1200, 100, 10, 0, 9);
        RgbImage framed = DrawnPictures.framed(ground, DrawnPictures.scene(1300, 1000), 100, 150);
        assertWithin(Borders.inside(framed), new PixelBox(100, 150, 1400, 1150), 1);
    }

    private static void assertWithin(Optional<PixelBox> found, PixelBox expected, int pixels) {
        assertThat(found).hasValueSatisfying(box -> {
            assertThat(Math.abs(box.left() - expected.left()))
                    .as("left of %s", box)
                    .isLessThanOrEqualTo(pixels);
            assertThat(Math.abs(box.top() - expected.top()))
                    .as("top of %s", box)
                    .isLessThanOrEqualTo(pixels);
            assertThat(Math.abs(box.right() - expected.right()))
                    .as("right of %s", box)
                    .isLessThanOrEqualTo(pixels);
            assertThat(Math.abs(box.bottom() - expected.bottom()))
                    .as("bottom of %s", box)
                    .isLessThanOrEqualTo(pixels);
        });
    }

    private static RgbImage framed(
            int level, int top, int left, int bottom, int right, double sigma, double shading, long seed) {
        RgbImage ground = noisy(300 + left + right, 200 + top + bottom, level, sigma, shading, seed);
        return DrawnPictures.framed(ground, SCENE, left, top);
    }

    /** @param shading levels of 255 from the upper left to the lower right corner */
    private static RgbImage noisy(int width, int height, int level, double sigma, double shading, long seed) {
        byte[] pixels = new byte[width * height * 3];
        Random random = new Random(seed);
        for (int at = 0; at < pixels.length; at++) {
            int x = at / 3 % width;
            int y = at / 3 / width;
            double shade = shading * (x + y) / (width + height);
            double value = level + shade + sigma * random.nextGaussian();
            pixels[at] = (byte) Math.max(0, Math.min(255, Math.round(value)));
        }
        return new RgbImage(width, height, pixels);
    }

    private static Optional<RgbImage> trimmed(RgbImage picture) {
        return Borders.inside(picture).map(inside -> inside.cutFrom(picture));
    }
}
