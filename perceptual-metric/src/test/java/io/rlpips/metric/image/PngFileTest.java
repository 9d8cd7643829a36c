package io.rlpips.metric.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PngFileTest {
    private static final int SIDE = 128;

    /** Of few different values, too, among which runs are long. */
    @Property(tries = 200)
    void anyPictureIsReadBackAsItIs(
            @ForAll @IntRange(min = 1, max = 40) int width,
            @ForAll @IntRange(min = 1, max = 40) int height,
            @ForAll @IntRange(min = 1, max = 256) int values,
            @ForAll long seed)
            throws IOException {
        byte[] pixels = new byte[3 * width * height];
        Random random = new Random(seed);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) random.nextInt(values);
        }
        RgbImage image = new RgbImage(width, height, pixels);

        byte[] file = PngFile.of(image);

        assertThat(AwtImages.from(ImageIO.read(new ByteArrayInputStream(file)))).isEqualTo(image);
    }

    @Test
    void aPictureLikeAPhotographTakesLessThanByThePlatformsWriter() throws IOException {
        RgbImage image = smoothWithGrain();
        ByteArrayOutputStream platforms = new ByteArrayOutputStream();
        ImageIO.write(AwtImages.toAwt(image), "png", platforms);

        assertThat(PngFile.of(image).length).isLessThan(platforms.size() * 9 / 10);
    }

    @Test
    void whatIsDrawnTakesHardlyAnything() {
        byte[] pixels = new byte[3 * SIDE * SIDE];
        Arrays.fill(pixels, (byte) 200);
        Arrays.fill(pixels, pixels.length / 2, pixels.length, (byte) 30);

        assertThat(PngFile.of(new RgbImage(SIDE, SIDE, pixels)).length).isLessThan(400);
    }

    @Test
    void noiseTakesHardlyMoreThanItsPixels() {
        byte[] pixels = new byte[3 * SIDE * SIDE];
        new Random(1).nextBytes(pixels);

        assertThat(PngFile.of(new RgbImage(SIDE, SIDE, pixels)).length).isLessThan(pixels.length + 400);
    }

    private static RgbImage smoothWithGrain() {
        Random random = new Random(2);
        byte[] pixels = new byte[3 * SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            int x = i / 3 % SIDE;
            int y = i / 3 / SIDE;
            double smooth = 128 + 60 * Math.sin(x / 19.0 + i % 3) + 50 * Math.cos(y / 23.0);
            pixels[i] = (byte) Math.round(smooth + 3 * random.nextGaussian());
        }
        return new RgbImage(SIDE, SIDE, pixels);
    }
}
