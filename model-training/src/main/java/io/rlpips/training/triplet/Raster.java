package io.rlpips.training.triplet;

import io.rlpips.metric.image.RgbImage;
import java.util.function.DoubleUnaryOperator;

/**
 * A picture between steps, before it is rounded to bytes. Immutable by convention.
 *
 * @param samples {@code width * height * 3}, interleaved, on the scale 0 to 255 but free to leave it
 */
record Raster(int width, int height, float[] samples) {
    static Raster of(RgbImage picture) {
        float[] samples = new float[picture.pixels().length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = picture.pixels()[i] & 0xff;
        }
        return new Raster(picture.width(), picture.height(), samples);
    }

    RgbImage toImage() {
        byte[] pixels = new byte[samples.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.max(0, Math.min(255, Math.round(samples[i])));
        }
        return new RgbImage(width, height, pixels);
    }

    /** How one sample follows from two. */
    interface Combination {
        double of(double mine, double theirs);
    }

    /** @param other of the same size */
    Raster combined(Raster other, Combination combination) {
        float[] combined = new float[samples.length];
        for (int i = 0; i < combined.length; i++) {
            combined[i] = (float) combination.of(samples[i], other.samples[i]);
        }
        return new Raster(width, height, combined);
    }

    Raster mapped(DoubleUnaryOperator change) {
        return combined(this, (mine, same) -> change.applyAsDouble(mine));
    }

    /** @return this picture with {@code share} of the other laid over it */
    Raster mixed(Raster other, double share) {
        return combined(other, (mine, theirs) -> mine + share * (theirs - mine));
    }

    /** @return more of what a blur takes away */
    Raster sharpened(double sigmaPixels, double amount) {
        return mixed(blurred(sigmaPixels), -amount);
    }

    /** @return this picture where every pixel is taken from where the motion says, edges continued */
    Raster moved(Motion motion) {
        float[] moved = new float[samples.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int at = y * width + x;
                for (int channel = 0; channel < 3; channel++) {
                    moved[3 * at + channel] = between(x + motion.dx()[at], y + motion.dy()[at], channel);
                }
            }
        }
        return new Raster(width, height, moved);
    }

    private float between(double x, double y, int channel) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double right = x - left;
        double below = y - top;
        double upper = sample(left, top, channel) * (1 - right) + sample(left + 1, top, channel) * right;
        double lower = sample(left, top + 1, channel) * (1 - right) + sample(left + 1, top + 1, channel) * right;
        return (float) (upper * (1 - below) + lower * below);
    }

    private float sample(int x, int y, int channel) {
        int column = Math.max(0, Math.min(width - 1, x));
        int row = Math.max(0, Math.min(height - 1, y));
        return samples[(row * width + column) * 3 + channel];
    }

    /** @return blurred by a Gaussian cut off at three sigma, the picture mirrored at its edges */
    Raster blurred(double sigmaPixels) {
        double[] kernel = gaussian(sigmaPixels);
        float[] rows = convolved(samples, kernel, width, 3, height, width * 3);
        return new Raster(width, height, convolved(rows, kernel, height, width * 3, width, 3));
    }

    /** @return the half of a Gaussian from its middle on; mirrored, it sums to 1 */
    static double[] gaussian(double sigmaPixels) {
        double[] half = new double[(int) Math.ceil(3 * sigmaPixels) + 1];
        double sum = 0;
        for (int i = 0; i < half.length; i++) {
            half[i] = Math.exp(-i * i / (2 * sigmaPixels * sigmaPixels));
            sum += i == 0 ? half[i] : 2 * half[i];
        }
        for (int i = 0; i < half.length; i++) {
            half[i] /= sum;
        }
        return half;
    }

    /** One pass along {@code lines} lines of {@code length} pixels that lie {@code step} samples apart. */
    private static float[] convolved(float[] from, double[] half, int length, int step, int lines, int lineStep) {
        float[] to = new float[from.length];
        for (int line = 0; line < lines; line++) {
            for (int i = 0; i < length; i++) {
                for (int channel = 0; channel < 3; channel++) {
                    int start = line * lineStep + channel;
                    double sum = half[0] * from[start + i * step];
                    for (int k = 1; k < half.length; k++) {
                        sum += half[k]
                                * (from[start + mirrored(i - k, length) * step]
                                        + from[start + mirrored(i + k, length) * step]);
                    }
                    to[start + i * step] = (float) sum;
                }
            }
        }
        return to;
    }

    private static int mirrored(int position, int length) {
        int inPeriod = Math.floorMod(position, 2 * length);
        return inPeriod < length ? inPeriod : 2 * length - 1 - inPeriod;
    }
}
