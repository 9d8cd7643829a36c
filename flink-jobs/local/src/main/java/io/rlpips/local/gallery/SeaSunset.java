package io.rlpips.local.gallery;

import static io.rlpips.local.gallery.Shading.smooth;

import io.rlpips.metric.image.RgbImage;
import java.awt.geom.Path2D;
import java.util.SplittableRandom;

/** The open sea in low light: clouds lit from behind, glitter towards the sun, a few sails. */
final class SeaSunset implements Scene {
    private static final int[][] PALETTES = {
        {0x1f2a55, 0xff8a3c, 0x10314f}, {0x5aa9e6, 0xfff1c9, 0x0b5c7a},
        {0x2b1a44, 0xe0477a, 0x24183f}, {0x738290, 0xf4e3b2, 0x2f4550},
    };

    @Override
    public RgbImage draw(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] palette = PALETTES[random.nextInt(PALETTES.length)];
        double horizon = random.nextDouble(0.42, 0.62);
        double sunX = random.nextDouble(0.25, 1.08);
        double sunY = horizon - random.nextDouble(0.04, 0.16);
        Noise noise = new Noise(random.nextLong());
        Water water = new Water(noise, palette, horizon, sunX, sunY);
        RgbImage sea = Shading.shade(width, height, water::at);
        int sails = random.nextInt(1, 4);
        return Shading.over(sea, graphics -> {
            for (int i = 0; i < sails; i++) {
                double size = random.nextDouble(0.05, 0.16);
                double x = random.nextDouble(0.1, 1.2);
                graphics.setColor(Colour.of(palette[2]).times(0.35).toAwt());
                graphics.fill(sail(x, horizon + size * 0.25, size));
            }
        });
    }

    private static Path2D sail(double x, double y, double size) {
        Path2D boat = new Path2D.Double();
        boat.moveTo(x, y - size);
        boat.quadTo(x + size * 0.5, y - size * 0.5, x + size * 0.45, y - size * 0.12);
        boat.lineTo(x + size * 0.02, y - size * 0.12);
        boat.closePath();
        boat.moveTo(x - size * 0.04, y - size * 0.85);
        boat.lineTo(x - size * 0.32, y - size * 0.12);
        boat.lineTo(x - size * 0.04, y - size * 0.12);
        boat.closePath();
        boat.moveTo(x - size * 0.4, y - size * 0.08);
        boat.lineTo(x + size * 0.5, y - size * 0.08);
        boat.lineTo(x + size * 0.35, y + size * 0.04);
        boat.lineTo(x - size * 0.3, y + size * 0.04);
        boat.closePath();
        return boat;
    }

    private record Water(Noise noise, int[] palette, double horizon, double sunX, double sunY) {
        Colour at(double x, double y) {
            if (y < horizon) {
                return sky(x, y);
            }
            double depth = 0.09 / (y - horizon + 0.012);
            double wave = noise.fractal((x - 0.66) * depth * 9 + 50, depth * 14, 4) - 0.5;
            double facing = 0.5 + wave * 1.5;
            Colour mirrored = sky(x + wave * 0.12, horizon - (y - horizon) * 0.7 - Math.abs(wave) * 0.1);
            double path = Math.exp(-Math.pow((x - sunX) / (0.05 + (y - horizon) * 0.35), 2));
            double glitter = smooth(0.08, 0.28, wave) * path;
            return Colour.of(palette[2])
                    .times(0.5 + 0.7 * facing)
                    .mix(mirrored, 0.38)
                    .plus(Colour.of(palette[1]).times(glitter * 1.1));
        }

        private Colour sky(double x, double y) {
            Colour low = Colour.of(palette[1]);
            Colour air = Colour.of(palette[0]).mix(low, Math.pow(Math.max(0, y) / horizon, 1.5));
            double toSun = Math.hypot(x - sunX, (y - sunY) * 1.1);
            double cover = smooth(0.46, 0.72, noise.fractal(x * 1.8, y * 6.5, 6));
            Colour cloud = Colour.of(palette[0]).times(0.75).mix(low.mix(Colour.WHITE, 0.35), Math.exp(-2.2 * toSun));
            return air.mix(cloud, cover * 0.8)
                    .plus(low.times(0.75 * Math.exp(-7 * toSun)))
                    .mix(new Colour(1, 0.96, 0.86), smooth(0.062, 0.056, toSun));
        }
    }
}
