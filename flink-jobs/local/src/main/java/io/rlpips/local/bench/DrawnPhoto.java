package io.rlpips.local.bench;

import io.rlpips.metric.image.RgbImage;
import java.util.Random;

/**
 * A picture drawn at its full size that keeps a JPEG decoder as busy as a photo does: soft colours, shapes with edges,
 * and texture at every scale, so that about a bit a pixel is left of it at quality 85.
 */
final class DrawnPhoto {
    private static final int SHAPES = 40;
    private static final int OCTAVES = 8;

    /** Of 255, of the finest texture; each coarser octave is stronger by half. */
    private static final double FINEST = 1.0;

    private static final double STRONGER = 1.5;

    private final int width;
    private final int height;
    private final Random random;
    private final float[] levels;

    private DrawnPhoto(int width, int height, long seed) {
        this.width = width;
        this.height = height;
        this.random = new Random(seed);
        this.levels = new float[width * height * 3];
    }

    static RgbImage draw(int width, int height, long seed) {
        DrawnPhoto photo = new DrawnPhoto(width, height, seed);
        photo.ground();
        for (int i = 0; i < SHAPES; i++) {
            photo.disc();
        }
        double strength = FINEST;
        for (int octave = 0; octave < OCTAVES; octave++) {
            photo.texture(1 << octave, strength);
            strength *= STRONGER;
        }
        return photo.rounded();
    }

    private void ground() {
        for (int y = 0, at = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                levels[at++] = 60 + 100f * y / height;
                levels[at++] = 90 + 60f * x / width;
                levels[at++] = 170 - 90f * y / height;
            }
        }
    }

    private void disc() {
        double radius = Math.min(width, height) * (0.02 + 0.15 * random.nextDouble());
        double centreX = width * random.nextDouble();
        double centreY = height * random.nextDouble();
        float[] colour = {random.nextInt(200) + 20, random.nextInt(200) + 20, random.nextInt(200) + 20};
        for (int y = (int) Math.max(0, centreY - radius); y < Math.min(height, centreY + radius); y++) {
            double half = Math.sqrt(Math.max(0, radius * radius - (y - centreY) * (y - centreY)));
            for (int x = (int) Math.max(0, centreX - half); x < Math.min(width, centreX + half); x++) {
                System.arraycopy(colour, 0, levels, (y * width + x) * 3, 3);
            }
        }
    }

    /** Random levels on a grid, blended in between, the same in all channels. */
    private void texture(int grid, double strength) {
        int columns = width / grid + 2;
        float[] knots = new float[columns * (height / grid + 2)];
        for (int i = 0; i < knots.length; i++) {
            knots[i] = (float) (strength * random.nextGaussian());
        }
        for (int y = 0, at = 0; y < height; y++) {
            float down = (float) (y % grid) / grid;
            for (int x = 0; x < width; x++, at += 3) {
                float across = (float) (x % grid) / grid;
                int knot = y / grid * columns + x / grid;
                float upper = knots[knot] + across * (knots[knot + 1] - knots[knot]);
                float lower = knots[knot + columns] + across * (knots[knot + columns + 1] - knots[knot + columns]);
                float level = upper + down * (lower - upper);
                levels[at] += level;
                levels[at + 1] += level;
                levels[at + 2] += level;
            }
        }
    }

    private RgbImage rounded() {
        byte[] pixels = new byte[levels.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.max(0, Math.min(255, Math.round(levels[i])));
        }
        return new RgbImage(width, height, pixels);
    }
}
