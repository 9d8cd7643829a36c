package io.rlpips.detector;

import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.PngFile;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import java.util.Random;

/** Pictures of coloured patches: those of different seeds are far apart for any metric. */
final class TestPictures {
    private static final int SIDE = 64;
    private static final int PATCH = 16;

    private TestPictures() {}

    static byte[] png(long seed) {
        return PngFile.of(patches(seed, 0));
    }

    /** The same picture as a reference's master. */
    static RgbImage master(long seed) {
        return Resize.to(patches(seed, 0), Canonicaliser.MASTER_SIZE, Canonicaliser.MASTER_SIZE);
    }

    /** The same picture, every sample a little off. */
    static byte[] nearCopy(long seed) {
        return PngFile.of(patches(seed, 3));
    }

    /** The same picture, every sample off by so much: up to 8 it is a near copy, and of each shift another file. */
    static byte[] shifted(long seed, int shift) {
        return PngFile.of(patches(seed, shift));
    }

    /** The same picture in a black frame: too unlike it as it is, the same again without the frame. */
    static byte[] framed(long seed) {
        return framed(patches(seed, 0));
    }

    /** A picture in a black frame, an eighth of its width on each side. */
    static byte[] framed(RgbImage picture) {
        int frame = picture.width() / 8;
        int width = picture.width() + 2 * frame;
        byte[] pixels = new byte[3 * width * (picture.height() + 2 * frame)];
        for (int y = 0; y < picture.height(); y++) {
            System.arraycopy(
                    picture.pixels(),
                    3 * y * picture.width(),
                    pixels,
                    3 * ((y + frame) * width + frame),
                    3 * picture.width());
        }
        return PngFile.of(new RgbImage(width, picture.height() + 2 * frame, pixels));
    }

    static byte[] blank() {
        return PngFile.of(new RgbImage(SIDE, SIDE, new byte[SIDE * SIDE * 3]));
    }

    private static RgbImage patches(long seed, int shift) {
        Random random = new Random(seed * 7919 + 17);
        int across = SIDE / PATCH;
        int[] samples = random.ints(across * across * 3, 10, 246).toArray();
        byte[] pixels = new byte[SIDE * SIDE * 3];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                for (int channel = 0; channel < 3; channel++) {
                    int sample = samples[((y / PATCH) * across + x / PATCH) * 3 + channel];
                    pixels[(y * SIDE + x) * 3 + channel] = (byte) (sample + shift);
                }
            }
        }
        return new RgbImage(SIDE, SIDE, pixels);
    }
}
