package io.rlpips.metric.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.RlpipsException;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ResizeTest {
    @Test
    void theSameSizeIsTheSamePicture() {
        RgbImage image = DrawnPictures.noise(7, 5, 1);
        assertThat(Resize.to(image, 7, 5)).isSameAs(image);
    }

    @Test
    void halvingWeighsTheFourNearestPixelsByTheTriangle() {
        RgbImage row = greyRow(0, 80, 160, 240);
        // Centres lie at 1 and 3 with a reach of 2: weights 3:3:1 at the border and 1:3:3:1 inside, cut off at the
        // edge.
        assertThat(Resize.to(row, 2, 1))
                .isEqualTo(greyRow((int) Math.floor(400 / 7.0 + 0.5), (int) Math.floor(1280 / 7.0 + 0.5)));
    }

    @Test
    void growingIsBilinearWithHalfPixelCentres() {
        assertThat(Resize.to(greyRow(0, 100), 4, 1)).isEqualTo(greyRow(0, 25, 75, 100));
    }

    @Test
    void oneHalfIsRoundedUp() {
        assertThat(Resize.to(greyRow(0, 1), 1, 1)).isEqualTo(greyRow(1));
    }

    @Test
    void columnsAndRowsAreTreatedAlike() {
        RgbImage image = DrawnPictures.noise(31, 17, 2);
        assertThat(transposed(Resize.to(image, 9, 23))).isEqualTo(Resize.to(transposed(image), 23, 9));
    }

    @Test
    void shrinkingSeesEveryPixelSoThatFineStripesTurnGrey() {
        byte[] pixels = new byte[512 * 3];
        for (int x = 0; x < 512; x++) {
            int value = x % 2 == 0 ? 0 : 255;
            pixels[x * 3] = pixels[x * 3 + 1] = pixels[x * 3 + 2] = (byte) value;
        }
        RgbImage small = Resize.to(new RgbImage(512, 1, pixels), 16, 1);
        for (int x = 0; x < 16; x++) {
            assertThat(small.sample(x, 0, 0)).isBetween(126, 129);
        }
    }

    @Property(tries = 200)
    void aPlainPictureStaysPlain(
            @ForAll @IntRange(min = 1, max = 90) int width,
            @ForAll @IntRange(min = 1, max = 90) int height,
            @ForAll @IntRange(min = 1, max = 90) int newWidth,
            @ForAll @IntRange(min = 1, max = 90) int newHeight,
            @ForAll @IntRange(max = 255) int value) {
        RgbImage plain = DrawnPictures.plain(width, height, value, 255 - value, 255);
        assertThat(Resize.to(plain, newWidth, newHeight))
                .isEqualTo(DrawnPictures.plain(newWidth, newHeight, value, 255 - value, 255));
    }

    @Property(tries = 200)
    void aBoundedPerturbationStaysBoundedAndNothingLeavesTheRangeOfTheInput(
            @ForAll @IntRange(min = 1, max = 60) int width,
            @ForAll @IntRange(min = 1, max = 60) int height,
            @ForAll @IntRange(min = 1, max = 60) int newWidth,
            @ForAll @IntRange(min = 1, max = 60) int newHeight,
            @ForAll @IntRange(max = 32) int bound,
            @ForAll long seed) {
        Random random = new Random(seed);
        byte[] original = new byte[width * height * 3];
        byte[] perturbed = new byte[original.length];
        for (int i = 0; i < original.length; i++) {
            int value = 40 + random.nextInt(150);
            original[i] = (byte) value;
            perturbed[i] = (byte) (value + random.nextInt(2 * bound + 1) - bound);
        }
        RgbImage before = Resize.to(new RgbImage(width, height, original), newWidth, newHeight);
        RgbImage after = Resize.to(new RgbImage(width, height, perturbed), newWidth, newHeight);
        assertThat(DrawnPictures.largestDifference(before, after)).isLessThanOrEqualTo(bound);
        for (byte sample : before.pixels()) {
            assertThat(sample & 0xff).isBetween(40, 189);
        }
    }

    @Test
    void aWideLowPictureTakesLessMemoryThanItsOwnPixels() {
        RgbImage wide = DrawnPictures.noise(400_000, 8, 5);
        assertThat(AllocatedBytes.by(() -> Resize.to(wide, 128, 128))).isLessThan(wide.pixels().length);
    }

    @Test
    void aWideLowPictureIsResizedAsANarrowHighOne() {
        RgbImage wide = DrawnPictures.noise(400_000, 8, 6);
        assertThat(transposed(Resize.to(wide, 128, 128))).isEqualTo(Resize.to(transposed(wide), 128, 128));
    }

    /** In whichever order columns and rows are gone through, which depends on how low the picture is. */
    @Property(tries = 200)
    void everySampleIsTheExactSumRoundedHalfUp(
            @ForAll @IntRange(min = 1, max = 100) int width,
            @ForAll @IntRange(min = 1, max = 12) int height,
            @ForAll @IntRange(min = 1, max = 40) int newWidth,
            @ForAll @IntRange(min = 1, max = 100) int newHeight,
            @ForAll long seed) {
        RgbImage image = DrawnPictures.noise(width, height, seed);
        assertThat(Resize.to(image, newWidth, newHeight)).isEqualTo(rowsFirst(image, newWidth, newHeight));
    }

    /** Rows, then columns, in whole numbers: units of 2^-22 and then of 2^-44. */
    private static RgbImage rowsFirst(RgbImage image, int newWidth, int newHeight) {
        double[][] vertical = Resize.weights(image.height(), newHeight);
        double[][] horizontal = Resize.weights(image.width(), newWidth);
        byte[] pixels = new byte[newWidth * newHeight * 3];
        for (int y = 0; y < newHeight; y++) {
            long[] sums = new long[image.width() * 3];
            for (int row = 0; row < image.height(); row++) {
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += (long) (vertical[y][row] * 0x1p22) * image.sample(i / 3, row, i % 3);
                }
            }
            for (int i = 0; i < newWidth * 3; i++) {
                long sum = 0;
                for (int column = 0; column < image.width(); column++) {
                    sum += (long) (horizontal[i / 3][column] * 0x1p22) * sums[column * 3 + i % 3];
                }
                pixels[y * newWidth * 3 + i] = (byte) (sum + (1L << 43) >> 44);
            }
        }
        return new RgbImage(newWidth, newHeight, pixels);
    }

    @Test
    void theWholeRegionIsThePlainResize() {
        RgbImage image = DrawnPictures.noise(31, 17, 4);
        assertThat(Resize.to(image, Region.WHOLE, 9, 23)).isEqualTo(Resize.to(image, 9, 23));
    }

    @Test
    void aRegionThatEndsWithinPixelsIsSampledThere() {
        // Windows of one pixel at 0.5 and 1.5: the middles of neighbours.
        RgbImage row = greyRow(0, 100, 200, 50);
        assertThat(Resize.to(row, new Region(1.0 / 8, 0, 5.0 / 8, 1), 2, 1)).isEqualTo(greyRow(50, 150));
    }

    @Property(tries = 200)
    void aRegionOfWholePixelsIsThePartCutOut(
            @ForAll @IntRange(max = 20) int left,
            @ForAll @IntRange(max = 20) int right,
            @ForAll @IntRange(min = 1, max = 60) int width,
            @ForAll @IntRange(min = 1, max = 60) int newWidth) {
        int whole = left + width + right;
        RgbImage image = DrawnPictures.noise(whole, 3, whole);
        RgbImage part = new PixelBox(left, 0, left + width, 3).cutFrom(image);
        Region region = new Region((double) left / whole, 0, (double) (left + width) / whole, 1);
        assertThat(Resize.to(image, region, newWidth, 3)).isEqualTo(Resize.to(part, newWidth, 3));
    }

    @Property(tries = 200)
    void nothingOutsideARegionIsLookedAt(
            @ForAll @IntRange(max = 499) int left, @ForAll @IntRange(min = 1, max = 40) int newWidth) {
        RgbImage image = DrawnPictures.framed(
                DrawnPictures.plain(60, 1, 255, 255, 255), DrawnPictures.plain(20, 1, 7, 7, 7), 30, 0);
        double start = (30 + left / 1000.0 * 20) / 60;
        RgbImage seen = Resize.to(image, new Region(start, 0, start + 9.0 / 60, 1), newWidth, 1);
        assertThat(seen).isEqualTo(DrawnPictures.plain(newWidth, 1, 7, 7, 7));
    }

    @Test
    void refusesRegionsOutsideThePicture() {
        assertThatThrownBy(() -> new Region(0.5, 0, 0.5, 1))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("region from (0.5, 0.0) to (0.5, 1.0)");
        assertThatThrownBy(() -> new Region(0, 0, 1.1, 1)).isInstanceOf(RlpipsException.class);
        assertThatThrownBy(() -> new Region(Double.NaN, 0, 1, 1)).isInstanceOf(RlpipsException.class);
    }

    @Test
    void refusesSizesThatNoPictureHas() {
        RgbImage image = DrawnPictures.plain(2, 2, 0, 0, 0);
        assertThatThrownBy(() -> Resize.to(image, 0, 4))
                .isInstanceOf(RlpipsException.class)
                .hasMessage("cannot resize to 0 x 4 pixels");
        assertThatThrownBy(() -> Resize.to(image, 40_000, 40_000)).isInstanceOf(RlpipsException.class);
    }

    private static RgbImage greyRow(int... values) {
        byte[] pixels = new byte[values.length * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) values[i / 3];
        }
        return new RgbImage(values.length, 1, pixels);
    }

    private static RgbImage transposed(RgbImage image) {
        return Orientation.upright(image, 5);
    }
}
