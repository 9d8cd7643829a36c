package io.rlpips.metric.image;

import java.awt.image.BufferedImage;
import java.util.Random;

/** Pictures that tests draw by formula, so that every pixel is known. */
final class DrawnPictures {
    private DrawnPictures() {}

    /** Smooth colours with a bright disc off centre: no symmetry, so no flip or turn goes unnoticed. */
    static RgbImage scene(int width, int height) {
        byte[] pixels = new byte[width * height * 3];
        for (int y = 0, at = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean disc = Math.hypot(x - width * 0.3, y - height * 0.35) < Math.min(width, height) * 0.2;
                pixels[at++] = (byte) (disc ? 250 : 40 + 150 * x / width);
                pixels[at++] = (byte) (disc ? 220 : 30 + 180 * y / height);
                pixels[at++] = (byte) (disc ? 60 : 200 - 120 * (x + y) / (width + height));
            }
        }
        return new RgbImage(width, height, pixels);
    }

    static RgbImage noise(int width, int height, long seed) {
        byte[] pixels = new byte[width * height * 3];
        new Random(seed).nextBytes(pixels);
        return new RgbImage(width, height, pixels);
    }

    static RgbImage plain(int width, int height, int red, int green, int blue) {
        byte[] pixels = new byte[width * height * 3];
        for (int at = 0; at < pixels.length; at += 3) {
            pixels[at] = (byte) red;
            pixels[at + 1] = (byte) green;
            pixels[at + 2] = (byte) blue;
        }
        return new RgbImage(width, height, pixels);
    }

    /** @return {@code inner} laid on a plain picture */
    static RgbImage framed(RgbImage ground, RgbImage inner, int left, int top) {
        byte[] pixels = ground.pixels().clone();
        for (int y = 0; y < inner.height(); y++) {
            System.arraycopy(
                    inner.pixels(),
                    y * inner.width() * 3,
                    pixels,
                    ((top + y) * ground.width() + left) * 3,
                    inner.width() * 3);
        }
        return new RgbImage(ground.width(), ground.height(), pixels);
    }

    /** @return the scene with its alpha growing from left to right */
    static BufferedImage translucent(RgbImage scene) {
        BufferedImage image = new BufferedImage(scene.width(), scene.height(), BufferedImage.TYPE_4BYTE_ABGR);
        for (int y = 0; y < scene.height(); y++) {
            for (int x = 0; x < scene.width(); x++) {
                int colour = scene.sample(x, y, 0) << 16 | scene.sample(x, y, 1) << 8 | scene.sample(x, y, 2);
                image.setRGB(x, y, alphaAt(x, scene.width()) << 24 | colour);
            }
        }
        return image;
    }

    static int alphaAt(int x, int width) {
        return 255 * x / (width - 1);
    }

    static RgbImage translucentOverWhite(RgbImage scene) {
        byte[] pixels = scene.pixels().clone();
        for (int pixel = 0; pixel < pixels.length / 3; pixel++) {
            double alpha = alphaAt(pixel % scene.width(), scene.width()) / 255.0;
            for (int at = pixel * 3; at < pixel * 3 + 3; at++) {
                pixels[at] = (byte) Math.round((pixels[at] & 0xff) * alpha + 255 * (1 - alpha));
            }
        }
        return new RgbImage(scene.width(), scene.height(), pixels);
    }

    static int largestDifference(RgbImage a, RgbImage b) {
        int largest = 0;
        for (int i = 0; i < a.pixels().length; i++) {
            largest = Math.max(largest, Math.abs((a.pixels()[i] & 0xff) - (b.pixels()[i] & 0xff)));
        }
        return largest;
    }

    static double meanDifference(RgbImage a, RgbImage b) {
        double sum = 0;
        for (int i = 0; i < a.pixels().length; i++) {
            sum += Math.abs((a.pixels()[i] & 0xff) - (b.pixels()[i] & 0xff));
        }
        return sum / a.pixels().length;
    }
}
