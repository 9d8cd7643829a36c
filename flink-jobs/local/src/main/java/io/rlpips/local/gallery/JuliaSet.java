package io.rlpips.local.gallery;

import static io.rlpips.local.gallery.Shading.smooth;

import io.rlpips.metric.image.RgbImage;
import java.util.SplittableRandom;

/** The boundary of a quadratic map, coloured by how soon points escape. */
final class JuliaSet implements Scene {
    private static final double[][] CONSTANTS = {
        {-0.8, 0.156}, {-0.70176, -0.3842}, {0.285, 0.01}, {-0.4, 0.6}, {-0.835, -0.2321}, {0.355, 0.355},
    };

    @Override
    public RgbImage draw(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] c = CONSTANTS[random.nextInt(CONSTANTS.length)];
        double hue = random.nextDouble();
        double swing = random.nextDouble(0.15, 0.6);
        double turn = random.nextDouble(Math.PI);
        double zoom = random.nextDouble(1.5, 2.5);
        return Shading.shadeSmoothly(width, height, (x, y) -> {
            double u = (x - 0.667) * zoom;
            double v = (y - 0.5) * zoom;
            double a = u * Math.cos(turn) - v * Math.sin(turn);
            double b = u * Math.sin(turn) + v * Math.cos(turn);
            int step = 0;
            double nearest = 10;
            while (step < 110 && a * a + b * b < 64) {
                double next = a * a - b * b + c[0];
                b = 2 * a * b + c[1];
                a = next;
                nearest = Math.min(nearest, Math.abs(a * b));
                step++;
            }
            if (step == 110) {
                return Colour.hsv(hue + 0.5, 0.6, 0.15 + 0.8 * smooth(0, 0.12, nearest));
            }
            double even = step + 1 - Math.log(Math.log(a * a + b * b) / 2 / Math.log(2)) / Math.log(2);
            double level = Math.pow(Math.max(0, even) / 110, 0.45);
            return Colour.hsv(hue + swing * level * 2, 0.85 - 0.5 * level, Math.min(1, 0.08 + 1.5 * level));
        });
    }
}
