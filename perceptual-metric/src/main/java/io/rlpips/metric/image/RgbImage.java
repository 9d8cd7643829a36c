package io.rlpips.metric.image;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.Arrays;

/**
 * Decoded pixels: 8-bit sRGB without alpha, rows from the top, interleaved R G B. Immutable by convention: whoever
 * receives one does not write to {@link #pixels()}.
 *
 * @param width columns, at least 1
 * @param height rows, at least 1
 * @param pixels {@code width * height * 3} bytes, unsigned
 */
public record RgbImage(int width, int height, byte[] pixels) {
    public RgbImage {
        if (width < 1 || height < 1 || pixels.length != (long) width * height * 3) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "picture of %d x %d pixels with %d bytes, needs %d"
                            .formatted(width, height, pixels.length, (long) width * height * 3));
        }
    }

    /** @return 0 to 255; channel 0 is red, 1 green, 2 blue */
    public int sample(int x, int y, int channel) {
        return pixels[(y * width + x) * 3 + channel] & 0xff;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RgbImage that
                && width == that.width
                && height == that.height
                && Arrays.equals(pixels, that.pixels);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + height) + Arrays.hashCode(pixels);
    }

    @Override
    public String toString() {
        return "RgbImage[" + width + "x" + height + "]";
    }
}
