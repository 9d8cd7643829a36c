package io.rlpips.training.distortion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.ImageDecoder;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.DrawnPictures;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class DistortionTest {
    /** Edits that keep the size. */
    private static final List<Distortion> IN_PLACE = List.of(
            new Brightness(1.3),
            new Contrast(0.7),
            new ColourShift(20, -30, 5),
            new GaussianBlur(1.5),
            new GaussianNoise(12, 5),
            new Greyscale(),
            new Mirror(),
            new Rotation(3),
            new JpegCompression(30),
            new Caption("HELLO", 0.2),
            new Watermark("MINE", 0.5),
            new Gamma(1.5),
            new Vignette(0.5),
            new BlackBand(0, 0.5),
            new WatermarkRows("MINE", 0.7));

    private static final List<Distortion> RESIZING = List.of(
            new Crop(0.05),
            new Rescale(0.5),
            new Border(0.1, 255, 255, 255),
            new NoisyPadding(0.1, 0.3, 2, 1),
            new OffCentreCrop(0.05, 0.2, 1),
            new QuarterTurn());

    @Property(tries = 40)
    void everyEditIsPureAndLeavesTheSourceAlone(@ForAll("pictures") RgbImage picture) {
        byte[] before = picture.pixels().clone();

        assertThat(all()).allSatisfy(edit -> {
            assertThat(edit.apply(picture)).isEqualTo(edit.apply(picture));
            assertThat(picture.pixels()).as("the source after " + edit.name()).isEqualTo(before);
        });
    }

    @Property(tries = 40)
    void editsOfColourAndDetailKeepTheSize(@ForAll("pictures") RgbImage picture) {
        assertThat(IN_PLACE).allSatisfy(edit -> {
            RgbImage edited = edit.apply(picture);
            assertThat(List.of(edited.width(), edited.height())).isEqualTo(List.of(picture.width(), picture.height()));
        });
    }

    @Example
    void everyEditChangesARealPicture() {
        RgbImage picture = DrawnPictures.waves(48, 40, 1, 7);

        assertThat(all()).allSatisfy(edit -> assertThat(edit.apply(picture)).isNotEqualTo(picture));
    }

    @Example
    void everyEditHasANameOfItsOwn() {
        Set<String> names = new HashSet<>();

        assertThat(all()).allSatisfy(edit -> {
            assertThat(edit.name()).matches("[a-z]+(-[a-z]+)*");
            assertThat(names.add(edit.name())).isTrue();
        });
    }

    @Property(tries = 40)
    void neutralParametersChangeNothing(@ForAll("pictures") RgbImage picture) {
        List<Distortion> neutral = List.of(
                new Brightness(1),
                new Contrast(1),
                new ColourShift(0, 0, 0),
                new GaussianBlur(0.05),
                new GaussianNoise(0, 9),
                new Rotation(0),
                new Crop(0),
                new Rescale(1),
                new Border(0, 1, 2, 3),
                new Watermark("MINE", 0),
                new Gamma(1),
                new Vignette(0),
                new BlackBand(0.8, 0.8),
                new WatermarkRows("MINE", 0),
                new NoisyPadding(0, 0, 2, 1),
                new OffCentreCrop(0, 0, 1));

        assertThat(neutral)
                .allSatisfy(
                        edit -> assertThat(edit.apply(picture)).as(edit.name()).isEqualTo(picture));
    }

    @Property
    void moreBrightnessIsNowhereDarker(
            @ForAll("pictures") RgbImage picture,
            @ForAll @DoubleRange(max = 4) double some,
            @ForAll @DoubleRange(max = 4) double more) {
        RgbImage darker = new Brightness(Math.min(some, more)).apply(picture);
        RgbImage brighter = new Brightness(Math.max(some, more)).apply(picture);

        for (int i = 0; i < picture.pixels().length; i++) {
            assertThat(brighter.pixels()[i] & 0xff).isGreaterThanOrEqualTo(darker.pixels()[i] & 0xff);
        }
    }

    @Property
    void brightnessAndContrastStopAtBlackAndWhiteInsteadOfWrapping(@ForAll @IntRange(max = 255) int value) {
        RgbImage grey = flat(2, 2, value);

        assertThat(level(new Brightness(10).apply(grey))).isEqualTo(Math.min(255, value * 10));
        assertThat(level(new Brightness(0).apply(grey))).isZero();
        assertThat(level(new Contrast(0).apply(grey))).isEqualTo(128);
        assertThat(level(new Contrast(10).apply(grey))).isEqualTo(Math.max(0, Math.min(255, 128 + (value - 128) * 10)));
    }

    @Property
    void aColourShiftIsAddedToEachChannelWithinItsRange(
            @ForAll @IntRange(max = 255) int value, @ForAll @IntRange(min = -255, max = 255) int shift) {
        RgbImage shifted = new ColourShift(shift, 0, -shift).apply(flat(3, 2, value));

        assertThat(shifted.sample(2, 1, 0)).isEqualTo(Math.max(0, Math.min(255, value + shift)));
        assertThat(shifted.sample(2, 1, 1)).isEqualTo(value);
        assertThat(shifted.sample(2, 1, 2)).isEqualTo(Math.max(0, Math.min(255, value - shift)));
    }

    @Property(tries = 40)
    void mirroringTwiceGivesThePictureBack(@ForAll("pictures") RgbImage picture) {
        RgbImage mirrored = new Mirror().apply(picture);

        assertThat(mirrored.sample(0, 0, 1)).isEqualTo(picture.sample(picture.width() - 1, 0, 1));
        assertThat(new Mirror().apply(mirrored)).isEqualTo(picture);
    }

    @Property(tries = 40)
    void greyIsGreyAndStaysTheSame(@ForAll("pictures") RgbImage picture) {
        RgbImage grey = new Greyscale().apply(picture);

        for (int i = 0; i < grey.pixels().length; i += 3) {
            assertThat(grey.pixels()[i]).isEqualTo(grey.pixels()[i + 1]).isEqualTo(grey.pixels()[i + 2]);
        }
        assertThat(new Greyscale().apply(grey)).isEqualTo(grey);
    }

    @Property(tries = 40)
    void blurInventsNothingBrighterOrDarkerAndLeavesFlatPicturesFlat(
            @ForAll("pictures") RgbImage picture, @ForAll @DoubleRange(min = 0.2, max = 4) double sigma) {
        RgbImage blurred = new GaussianBlur(sigma).apply(picture);

        assertThat(lightest(blurred)).isLessThanOrEqualTo(lightest(picture));
        assertThat(darkest(blurred)).isGreaterThanOrEqualTo(darkest(picture));
        RgbImage flat = flat(7, 5, 93);
        assertThat(new GaussianBlur(sigma).apply(flat)).isEqualTo(flat);
    }

    @Property(tries = 60)
    void cropKeepsTheMiddle(@ForAll("pictures") RgbImage picture, @ForAll @DoubleRange(max = 0.45) double share) {
        RgbImage cropped = new Crop(share).apply(picture);
        int left = (int) Math.round(picture.width() * share);
        int top = (int) Math.round(picture.height() * share);

        assertThat(cropped.width()).isEqualTo(Math.max(1, picture.width() - 2 * left));
        assertThat(cropped.height()).isEqualTo(Math.max(1, picture.height() - 2 * top));
        assertThat(cropped.sample(0, 0, 0)).isEqualTo(picture.sample(left, top, 0));
    }

    @Property(tries = 40)
    void aBorderSurroundsThePictureAndACropOfItGivesThePictureBack(
            @ForAll("pictures") RgbImage picture, @ForAll @IntRange(min = 1, max = 5) int tenths) {
        RgbImage framed = new Border(tenths / 10.0, 10, 20, 30).apply(picture);
        int edge = (framed.width() - picture.width()) / 2;

        assertThat(framed.height()).isEqualTo(picture.height() + 2 * edge);
        assertThat(Pixels.cut(framed, edge, edge, picture.width(), picture.height()))
                .isEqualTo(picture);
        assertThat(List.of(framed.sample(0, 0, 0), framed.sample(0, 0, 1), framed.sample(0, 0, 2)))
                .isEqualTo(edge > 0 ? List.of(10, 20, 30) : firstPixel(picture));
    }

    @Property(tries = 60)
    void rescalingScalesBothSidesAndNoneVanishes(
            @ForAll("pictures") RgbImage picture, @ForAll @DoubleRange(min = 0.01, max = 3) double factor) {
        RgbImage scaled = new Rescale(factor).apply(picture);

        assertThat((double) scaled.width()).isCloseTo(Math.max(1, picture.width() * factor), within(0.51));
        assertThat((double) scaled.height()).isCloseTo(Math.max(1, picture.height() * factor), within(0.51));
    }

    @Example
    void aQuarterTurnIsCounterClockwise() {
        byte[] pixels = new byte[5 * 5 * 3];
        pixels[(2 * 5 + 4) * 3] = (byte) 200; // a dot at the right edge

        RgbImage turned = new Rotation(90).apply(new RgbImage(5, 5, pixels));

        assertThat(turned.sample(2, 0, 0)).as("the dot is at the top").isEqualTo(200);
    }

    @Example
    void rotationFillsTheCornersWithBlackAndKeepsTheCentre() {
        RgbImage turned = new Rotation(45).apply(flat(21, 21, 180));

        assertThat(turned.sample(0, 0, 0)).isZero();
        assertThat(turned.sample(20, 20, 2)).isZero();
        assertThat(turned.sample(10, 10, 1)).isEqualTo(180);
    }

    @Example
    void noiseHasTheSpreadThatWasAskedForAndItsSeedDecides() {
        RgbImage grey = flat(120, 120, 128);
        RgbImage noisy = new GaussianNoise(10, 1).apply(grey);
        double squares = 0;
        for (byte sample : noisy.pixels()) {
            squares += Math.pow((sample & 0xff) - 128, 2);
        }

        assertThat(Math.sqrt(squares / noisy.pixels().length)).isCloseTo(10, within(0.3));
        assertThat(new GaussianNoise(10, 2).apply(grey)).isNotEqualTo(noisy);
    }

    @Example
    void strongerCompressionLosesMoreAndWeighsLess() {
        RgbImage picture = DrawnPictures.waves(96, 96, 2, 3);

        assertThat(meanDifference(picture, new JpegCompression(95).apply(picture)))
                .isLessThan(meanDifference(picture, new JpegCompression(10).apply(picture)));
        assertThat(PictureEncoder.jpeg(picture, 10)).hasSizeLessThan(PictureEncoder.jpeg(picture, 95).length);
    }

    @Property(tries = 40)
    void aPngHoldsExactlyThePixels(@ForAll("pictures") RgbImage picture) {
        ImageDecoder decoder = new ImageDecoder(new ImageLimits(1 << 20, 1 << 20, 1));

        assertThat(decoder.decode(PictureEncoder.png(picture))).isEqualTo(picture);
    }

    @Property(tries = 40)
    void picturesSurviveTheWayToJava2dAndBack(@ForAll("pictures") RgbImage picture) {
        assertThat(AwtPictures.fromAwt(AwtPictures.toAwt(picture))).isEqualTo(picture);
    }

    @Example
    void aCaptionCoversTheBottomOnly() {
        RgbImage picture = DrawnPictures.waves(80, 60, 0, 4);

        RgbImage captioned = new Caption("SEEN THIS?", 0.25).apply(picture);

        assertThat(Pixels.cut(captioned, 0, 0, 80, 45)).isEqualTo(Pixels.cut(picture, 0, 0, 80, 45));
        RgbImage band = Pixels.cut(captioned, 0, 45, 80, 15);
        assertThat(darkest(band)).as("the band").isLessThan(20);
        assertThat(lightest(band)).as("the letters").isGreaterThan(200);
    }

    @Example
    void parametersOutOfRangeAreRefusedByName() {
        List<Supplier<Distortion>> wrong = List.of(
                () -> new Brightness(-0.1),
                () -> new Brightness(Double.NaN),
                () -> new Contrast(11),
                () -> new ColourShift(256, 0, 0),
                () -> new GaussianBlur(0),
                () -> new GaussianNoise(-1, 0),
                () -> new JpegCompression(0),
                () -> new JpegCompression(101),
                () -> new Crop(0.5),
                () -> new Rescale(0),
                () -> new Rotation(181),
                () -> new Border(1.5, 0, 0, 0),
                () -> new Border(0.1, 0, 0, 256),
                () -> new Caption("x", 0.9),
                () -> new Watermark("x", 1.1),
                () -> new Gamma(0),
                () -> new Vignette(1.1),
                () -> new BlackBand(0.9, 0.8),
                () -> new WatermarkRows("", 0.5),
                () -> new NoisyPadding(0.2, 0.1, 2, 1),
                () -> new OffCentreCrop(0.1, 0.5, 1));

        assertThat(wrong)
                .allSatisfy(edit -> assertThatThrownBy(edit::get)
                        .isInstanceOf(RlpipsException.class)
                        .hasMessageContaining("must lie between"));
    }

    @Provide
    Arbitrary<RgbImage> pictures() {
        Arbitrary<Integer> side = Arbitraries.integers().between(1, 24);
        return Combinators.combine(side, side, Arbitraries.longs()).as((width, height, seed) -> {
            byte[] pixels = new byte[width * height * 3];
            new Random(seed).nextBytes(pixels);
            return new RgbImage(width, height, pixels);
        });
    }

    private static List<Distortion> all() {
        return Stream.concat(IN_PLACE.stream(), RESIZING.stream()).toList();
    }

    private static RgbImage flat(int width, int height, int value) {
        byte[] pixels = new byte[width * height * 3];
        Arrays.fill(pixels, (byte) value);
        return new RgbImage(width, height, pixels);
    }

    private static int level(RgbImage flat) {
        return flat.sample(0, 0, 0);
    }

    private static List<Integer> firstPixel(RgbImage picture) {
        return List.of(picture.sample(0, 0, 0), picture.sample(0, 0, 1), picture.sample(0, 0, 2));
    }

    private static int lightest(RgbImage picture) {
        int lightest = 0;
        for (byte sample : picture.pixels()) {
            lightest = Math.max(lightest, sample & 0xff);
        }
        return lightest;
    }

    private static int darkest(RgbImage picture) {
        int darkest = 255;
        for (byte sample : picture.pixels()) {
            darkest = Math.min(darkest, sample & 0xff);
        }
        return darkest;
    }

    private static double meanDifference(RgbImage a, RgbImage b) {
        double sum = 0;
        for (int i = 0; i < a.pixels().length; i++) {
            sum += Math.abs((a.pixels()[i] & 0xff) - (b.pixels()[i] & 0xff));
        }
        return sum / a.pixels().length;
    }
}
