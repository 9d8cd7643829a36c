package io.rlpips.local.gallery;

import io.rlpips.metric.image.RgbImage;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.util.SplittableRandom;

/** Lit windows row above row, the moon, everything again in the river. */
final class CityAtNight implements Scene {
    @Override
    public RgbImage draw(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Noise noise = new Noise(random.nextLong());
        Colour zenith = Colour.hsv(random.nextDouble(0.55, 0.8), 0.75, random.nextDouble(0.1, 0.3));
        Colour glow = Colour.hsv(random.nextDouble(-0.05, 0.12), 0.65, random.nextDouble(0.5, 0.95));
        double quay = random.nextDouble(0.62, 0.8);
        RgbImage sky = Shading.shade(width, height, (x, y) -> {
            double haze = noise.fractal(x * 3, y * 7, 4);
            return zenith.mix(glow, Math.pow(Math.min(1, y / quay), 2.4) * (0.65 + 0.5 * haze));
        });
        RgbImage city = Shading.over(sky, graphics -> {
            moon(graphics, random);
            for (int row = 0; row < 3; row++) {
                street(graphics, random, zenith.mix(Colour.BLACK, 0.35 + 0.2 * row), row, quay);
            }
        });
        return Shading.shade(width, height, (x, y) -> {
            double depth = Math.max(0, y - quay);
            double wave = depth > 0 ? (noise.fractal(x * 7, depth * 90, 3) - 0.5) * 0.06 * (0.4 + 3 * depth) : 0;
            double from = depth > 0 ? quay - depth * 1.5 - Math.abs(wave) : y;
            Colour seen = sample(city, x + wave, from);
            return depth > 0 ? seen.times(0.62).plus(zenith.times(0.25)) : seen;
        });
    }

    private static void moon(Graphics2D graphics, SplittableRandom random) {
        double size = random.nextDouble(0.06, 0.14);
        double x = random.nextDouble(0.1, 1.1);
        double y = random.nextDouble(0.06, 0.2);
        for (int halo = 6; halo >= 0; halo--) {
            double reach = size * (1 + halo * 0.45);
            graphics.setColor(new Colour(1, 0.96, 0.85).toAwt(halo == 0 ? 1 : 0.05));
            graphics.fill(new Ellipse2D.Double(x - reach / 2, y - reach / 2, reach, reach));
        }
    }

    private static void street(Graphics2D graphics, SplittableRandom random, Colour wall, int row, double quay) {
        double x = -0.05;
        while (x < 1.4) {
            double wide = random.nextDouble(0.05, 0.15);
            double high = random.nextDouble(0.12, 0.5 - 0.1 * row) * (random.nextInt(5) == 0 ? 1.25 : 1);
            graphics.setColor(wall.toAwt());
            graphics.fill(new Rectangle2D.Double(x, quay - high, wide, high));
            if (random.nextInt(4) == 0) {
                graphics.fill(new Rectangle2D.Double(x + wide * 0.48, quay - high - 0.07, wide * 0.04, 0.08));
            }
            windows(graphics, random, x, quay - high, wide, high);
            x += wide + random.nextDouble(0.0, 0.03);
        }
    }

    private static void windows(
            Graphics2D graphics, SplittableRandom random, double left, double top, double wide, double high) {
        double step = random.nextDouble(0.013, 0.022);
        double lit = random.nextDouble(0.25, 0.7);
        Colour lamp = Colour.hsv(random.nextDouble(0.06, 0.16), random.nextDouble(0.2, 0.7), 1);
        for (double y = top + step * 0.7; y < top + high - step; y += step * 1.25) {
            for (double x = left + step * 0.5; x < left + wide - step * 0.7; x += step) {
                if (random.nextDouble() < lit) {
                    graphics.setColor(lamp.times(random.nextDouble(0.45, 1)).toAwt());
                    graphics.fill(new Rectangle2D.Double(x, y, step * 0.55, step * 0.7));
                }
            }
        }
    }

    private static Colour sample(RgbImage picture, double x, double y) {
        int column = (int) Math.max(0, Math.min(picture.width() - 1, x * picture.height()));
        int row = (int) Math.max(0, Math.min(picture.height() - 1, y * picture.height()));
        return new Colour(
                picture.sample(column, row, 0) / 255.0,
                picture.sample(column, row, 1) / 255.0,
                picture.sample(column, row, 2) / 255.0);
    }
}
