package io.rlpips.metric.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reduced decoding against the means of what is decoded in full. */
class ReducedDecodingTest {
    /** Levels of 255: the full pixels are rounded one by one. */
    private static final int ROUNDING = 1;

    /** Levels of 255: with what clipping may move unheeded. */
    static final int OF_A_CELL = ROUNDING + 2;

    /** Levels of 255, cells of colour pictures. */
    private static final double MEAN_OF_CELLS = 1.25;

    /** Nearly all samples of cells are nearer: of the smallest picture all but two. */
    private static final int LARGE_OF_CELLS = 30;

    private static final double SHARE_OF_LARGE = 0.003;

    /**
     * Blending takes up to an eighth of a step of chrominance into a cell along each axis, of which blue gets 1.772
     * times; {@link #textured} spans 168 levels of it.
     */
    private static final int LARGEST_OF_CELLS = 75;
    /** Levels of 255: the tolerance of the reduced way. */
    private static final double MEAN_OF_MASTER = 1;

    private static final int LARGEST_OF_MASTER = 12;

    private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

    @Property(tries = 120)
    void everyCellOfAGreyPictureIsTheMeanOfItsPixels(
            @ForAll @IntRange(min = 64, max = 200) int width,
            @ForAll @IntRange(min = 64, max = 200) int height,
            @ForAll @DoubleRange(min = 0.1, max = 1) double quality,
            @ForAll boolean progressive,
            @ForAll @IntRange(max = 3) int restartInterval,
            @ForAll @IntRange(min = 1, max = 8) int orientation,
            @ForAll boolean harsh,
            @ForAll long seed) {
        BufferedImage grey = grey(harsh ? harsh(width, height, seed) : textured(width, height, seed));
        byte[] jpeg = Encodings.withJpegExif(
                Encodings.sampledJpeg(grey, (float) quality, progressive, 1, 1, restartInterval),
                Encodings.exif(orientation));
        ReducedPicture reduced = decoder.decodeReduced(jpeg, 16);
        if (!harsh || quality > 0.4) { // Coarsely quantised dots lie beyond all reason.
            assertReduced(reduced);
        }
        RgbImage means = cellMeans(decoder.decode(jpeg), reduced);
        assertThat(DrawnPictures.largestDifference(reduced.cells(), means)).isLessThanOrEqualTo(OF_A_CELL);
    }

    /**
     * Colours at half the resolution: the platform's decoder blends neighbouring chrominance samples, also across the
     * edges of cells, and clips R G B pixel by pixel; so single cells differ, their mean hardly.
     */
    @Property(tries = 120)
    void cellsOfAColourPictureAreCloseToTheMeansOfTheirPixels(
            @ForAll @IntRange(min = 64, max = 200) int width,
            @ForAll @IntRange(min = 64, max = 200) int height,
            @ForAll @DoubleRange(min = 0.2, max = 1) double quality,
            @ForAll boolean progressive,
            @ForAll @IntRange(min = 1, max = 2) int across,
            @ForAll @IntRange(min = 1, max = 2) int down,
            @ForAll @IntRange(max = 3) int restartInterval,
            @ForAll @IntRange(min = 1, max = 8) int orientation,
            @ForAll long seed) {
        BufferedImage colours = AwtImages.toAwt(textured(width, height, seed));
        byte[] jpeg = Encodings.withJpegExif(
                Encodings.sampledJpeg(colours, (float) quality, progressive, across, down, restartInterval),
                Encodings.exif(orientation));
        ReducedPicture reduced = decoder.decodeReduced(jpeg, 16);
        assertReduced(reduced);
        RgbImage means = cellMeans(decoder.decode(jpeg), reduced);
        assertThat(DrawnPictures.meanDifference(reduced.cells(), means)).isLessThan(MEAN_OF_CELLS);
        assertThat(shareOfLarge(reduced.cells(), means)).isLessThan(SHARE_OF_LARGE);
        assertThat(DrawnPictures.largestDifference(reduced.cells(), means)).isLessThan(LARGEST_OF_CELLS);
    }

    /** What the detector sees: both ways to a master, for pictures of the sizes at which the ways part. */
    @Property(tries = 24)
    void bothWaysLeadToTheSameMaster(
            @ForAll @IntRange(min = 1024, max = 2300) int width,
            @ForAll @IntRange(min = 1024, max = 2300) int height,
            @ForAll @DoubleRange(min = 0.3, max = 1) double quality,
            @ForAll boolean progressive,
            @ForAll @IntRange(min = 1, max = 2) int across,
            @ForAll @IntRange(min = 1, max = 2) int down,
            @ForAll @IntRange(min = 1, max = 8) int orientation,
            @ForAll long seed) {
        BufferedImage picture = AwtImages.toAwt(textured(width, height, seed));
        byte[] jpeg = Encodings.withJpegExif(
                Encodings.sampledJpeg(picture, (float) quality, progressive, across, down, 0),
                Encodings.exif(orientation));
        Canonicaliser canonicaliser = new Canonicaliser(ImageLimits.DEFAULT);
        CanonicalImage fast = canonicaliser.canonicalise(jpeg);
        CanonicalImage slow = canonicaliser.canonicalise(decoder.decode(jpeg));
        assertReduced(decoder.decodeReduced(jpeg, Canonicaliser.LEAST_CELLS));
        assertThat(fast.sourceWidth()).isEqualTo(slow.sourceWidth());
        assertThat(fast.sourceHeight()).isEqualTo(slow.sourceHeight());
        assertThat(DrawnPictures.meanDifference(fast.master(), slow.master())).isLessThan(MEAN_OF_MASTER);
        assertThat(DrawnPictures.largestDifference(fast.master(), slow.master()))
                .isLessThanOrEqualTo(LARGEST_OF_MASTER);
    }

    /** Dots on grey, their contrast raised in the file until they and only they are clipped: the mean moves. */
    @Test
    void samplesFarOutsideTheRangeAreClippedAsViewersDo() {
        byte[] pixels = new byte[160 * 120 * 3];
        Random random = new Random(5);
        for (int pixel = 0; pixel < 160 * 120; pixel++) {
            Arrays.fill(pixels, pixel * 3, pixel * 3 + 3, (byte) (random.nextInt(16) == 0 ? 0 : 128));
        }
        byte[] jpeg = Encodings.sampledJpeg(grey(new RgbImage(160, 120, pixels)), 1f, false, 1, 1, 0);
        byte[] overdriven = jpeg.clone();
        int table = quantisationTable(jpeg);
        for (int k = 1; k < 64; k++) {
            overdriven[table + k] *= 3;
        }
        ReducedPicture reduced = decoder.decodeReduced(overdriven, 15);
        assertReduced(reduced);
        RgbImage means = cellMeans(decoder.decode(overdriven), reduced);
        assertThat(DrawnPictures.largestDifference(reduced.cells(), means)).isLessThanOrEqualTo(ROUNDING);
        RgbImage unclipped = cellMeans(decoder.decode(jpeg), reduced);
        assertThat(DrawnPictures.meanDifference(reduced.cells(), unclipped))
                .as("clipping matters here")
                .isGreaterThan(10);
    }

    @Test
    void samplesBeyondAllReasonAreLeftToThePlatform() {
        byte[] jpeg = Encodings.sampledJpeg(grey(textured(160, 120, 5)), 0.5f, false, 1, 1, 0);
        int table = quantisationTable(jpeg);
        Arrays.fill(jpeg, table + 1, table + 64, (byte) 255);
        assertThat(decoder.decodeReduced(jpeg, 15)).isEqualTo(ReducedPicture.full(decoder.decode(jpeg)));
    }

    @Test
    void whatPadsTheLastBlocksIsNotSeen() {
        RgbImage scene = textured(184, 136, 9);
        byte[] jpeg = Encodings.sampledJpeg(grey(scene), 0.9f, false, 1, 1, 0);
        int frame = indexOf(jpeg, 0xc0);
        jpeg[frame + 6] = (byte) (136 - 7);
        jpeg[frame + 8] = (byte) (184 - 7);
        ReducedPicture reduced = decoder.decodeReduced(jpeg, 16);
        assertThat(reduced.cells().width()).isEqualTo(23);
        assertThat(reduced.extent().right()).isEqualTo(177 / 184.0);
        assertThat(DrawnPictures.largestDifference(reduced.cells(), cellMeans(decoder.decode(jpeg), reduced)))
                .isLessThanOrEqualTo(ROUNDING);
    }

    @Test
    void pixelsOfSmallPicturesAreDecodedInFull() {
        byte[] jpeg = Encodings.jpeg(textured(127, 90, 2), 0.8f);
        assertThat(decoder.decodeReduced(jpeg, 23)).isEqualTo(ReducedPicture.full(decoder.decode(jpeg)));
        assertThat(decoder.decodeReduced(jpeg, 22).cells().width()).isEqualTo(32);
        assertThat(decoder.decodeReduced(jpeg, 11).cells().width()).isEqualTo(16);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rgbWithoutChrominanceIsTakenAsItIs(boolean progressive) {
        RgbImage scene = textured(120, 130, 3);
        byte[] jpeg = Encodings.sampledJpeg(AwtImages.toAwt(scene), 0.9f, progressive, 1, 1, 0);
        byte[] adobe = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0};
        byte[] rgb = Encodings.withJpegSegment(withoutJfif(jpeg), 0xee, adobe);
        ReducedPicture reduced = decoder.decodeReduced(rgb, 15);
        assertReduced(reduced);
        assertThat(DrawnPictures.largestDifference(reduced.cells(), cellMeans(decoder.decode(rgb), reduced)))
                .isLessThanOrEqualTo(ROUNDING);
    }

    @Test
    void aProfileOfLinearLightIsConvertedPixelByPixel() {
        byte[] jpeg = Encodings.jpeg(textured(128, 128, 4), 0.8f);
        byte[] linear = Encodings.withJpegProfile(
                jpeg, ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData());
        assertThat(decoder.decodeReduced(linear, 16)).isEqualTo(ReducedPicture.full(decoder.decode(linear)));
    }

    @Test
    void aProfileOfAScreenIsConvertedCellByCell() {
        byte[] jpeg = Encodings.jpeg(textured(128, 128, 4), 0.8f);
        byte[] screen = Encodings.withJpegProfile(
                jpeg, ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData());
        ReducedPicture reduced = decoder.decodeReduced(screen, 16);
        assertReduced(reduced);
        assertThat(DrawnPictures.meanDifference(reduced.cells(), cellMeans(decoder.decode(screen), reduced)))
                .isLessThan(1.2);
    }

    @Test
    void fourComponentsAreLeftToThePlatform() {
        byte[] inks = new byte[128 * 128 * 4];
        Arrays.fill(inks, (byte) 77);
        byte[] jpeg = Encodings.fourComponentJpeg(inks, 128, 128, 0);
        assertThat(decoder.decodeReduced(jpeg, 16)).isEqualTo(ReducedPicture.full(decoder.decode(jpeg)));
    }

    private static void assertReduced(ReducedPicture picture) {
        assertThat(picture.cells().width()).as("decoded as cells").isLessThan(picture.width());
    }

    /** @return the mean of the full pixels below each cell */
    static RgbImage cellMeans(RgbImage full, ReducedPicture reduced) {
        RgbImage cells = reduced.cells();
        double left = reduced.extent().left() * cells.width();
        double top = reduced.extent().top() * cells.height();
        double side =
                reduced.width() / ((reduced.extent().right() - reduced.extent().left()) * cells.width());
        double[] sums = new double[cells.pixels().length];
        int[] counts = new int[cells.width() * cells.height()];
        for (int y = 0; y < full.height(); y++) {
            for (int x = 0; x < full.width(); x++) {
                int cell = (int) ((y + 0.5) / side + top) * cells.width() + (int) ((x + 0.5) / side + left);
                counts[cell]++;
                for (int channel = 0; channel < 3; channel++) {
                    sums[cell * 3 + channel] += full.sample(x, y, channel);
                }
            }
        }
        byte[] means = new byte[sums.length];
        for (int i = 0; i < means.length; i++) {
            means[i] = (byte) Math.round(sums[i] / counts[i / 3]);
        }
        return new RgbImage(cells.width(), cells.height(), means);
    }

    private static double shareOfLarge(RgbImage cells, RgbImage means) {
        byte[] found = cells.pixels();
        byte[] expected = means.pixels();
        int large = 0;
        for (int i = 0; i < found.length; i++) {
            large += Math.abs((found[i] & 0xff) - (expected[i] & 0xff)) >= LARGE_OF_CELLS ? 1 : 0;
        }
        return (double) large / found.length;
    }

    /** Soft colours with a disc, and noise of a size that depends on the seed. */
    static RgbImage textured(int width, int height, long seed) {
        RgbImage scene = DrawnPictures.scene(width, height);
        byte[] pixels = scene.pixels().clone();
        Random random = new Random(seed);
        double sigma = random.nextInt(20);
        int grain = 1 + random.nextInt(6);
        for (int y = 0; y < height; y += grain) {
            for (int x = 0; x < width; x += grain) {
                put(pixels, width, height, x, y, grain, (int) (sigma * random.nextGaussian()));
            }
        }
        return new RgbImage(width, height, pixels);
    }

    private static void put(byte[] pixels, int width, int height, int left, int top, int grain, int shift) {
        for (int y = top; y < Math.min(height, top + grain); y++) {
            for (int i = (y * width + left) * 3; i < (y * width + Math.min(width, left + grain)) * 3; i++) {
                pixels[i] = (byte) Math.max(0, Math.min(255, (pixels[i] & 0xff) + shift));
            }
        }
    }

    /** Black and white dots: as far from its means as a picture can be. */
    private static RgbImage harsh(int width, int height, long seed) {
        byte[] pixels = new byte[width * height * 3];
        Random random = new Random(seed);
        int share = 1 + random.nextInt(15);
        for (int pixel = 0; pixel < width * height; pixel++) {
            Arrays.fill(pixels, pixel * 3, pixel * 3 + 3, (byte) (random.nextInt(16) < share ? 255 : 0));
        }
        return new RgbImage(width, height, pixels);
    }

    static BufferedImage grey(RgbImage image) {
        BufferedImage grey = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                grey.getRaster().setSample(x, y, 0, image.sample(x, y, 1));
            }
        }
        return grey;
    }

    private static byte[] withoutJfif(byte[] jpeg) {
        int length = (jpeg[4] & 0xff) << 8 | jpeg[5] & 0xff;
        return Encodings.joined(Encodings.head(jpeg, 2), Encodings.tail(jpeg, 4 + length));
    }

    /** @return position of the first value of the first table */
    private static int quantisationTable(byte[] jpeg) {
        return indexOf(jpeg, 0xdb) + 5;
    }

    /** @return position of that marker's first byte */
    private static int indexOf(byte[] jpeg, int marker) {
        for (int at = 2; at < jpeg.length - 1; at++) {
            if ((jpeg[at] & 0xff) == 0xff && (jpeg[at + 1] & 0xff) == marker) {
                return at;
            }
        }
        throw new IllegalArgumentException("not there");
    }
}
