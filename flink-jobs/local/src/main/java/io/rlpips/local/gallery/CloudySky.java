package io.rlpips.local.gallery;

import static io.rlpips.local.gallery.Shading.smooth;

import io.rlpips.metric.image.RgbImage;
import java.awt.BasicStroke;
import java.awt.geom.Path2D;
import java.util.SplittableRandom;

/** Heaped clouds over a strip of fields, birds passing. */
final class CloudySky implements Scene {
    @Override
    public RgbImage draw(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Noise noise = new Noise(random.nextLong());
        Colour zenith =
                Colour.hsv(random.nextDouble(0.52, 0.66), random.nextDouble(0.5, 0.8), random.nextDouble(0.5, 0.9));
        Colour field = Colour.hsv(random.nextDouble(0.12, 0.36), 0.6, 0.55);
        double ground = random.nextDouble(0.78, 0.92);
        double scale = random.nextDouble(1.6, 3.4);
        double lightX = random.nextDouble(-0.05, 0.05);
        RgbImage sky = Shading.shade(width, height, (x, y) -> {
            if (y > ground) {
                double row = (y - ground) / (1 - ground);
                double strips = noise.at(x * 3 / (0.3 + row) + 20, Math.floor(row * 4) * 7.3);
                double blades = noise.fractal(x * 60, row * 30, 3);
                return field.times(0.55 + 0.5 * strips + 0.3 * (blades - 0.5)).mix(zenith, 0.25 * (1 - row));
            }
            double perspective = 1.25 - 0.65 * y / ground;
            double thick = density(noise, x * scale * 0.8 + 3, y * scale * 1.5 / perspective);
            double towards = density(noise, (x + lightX) * scale * 0.8 + 3, (y - 0.05) * scale * 1.5 / perspective);
            double lit = Math.max(0.1, Math.min(1, 0.62 + (thick - towards) * 1.7 - thick * 0.12));
            Colour cloud = new Colour(0.42, 0.46, 0.56).mix(new Colour(1, 0.99, 0.96), lit);
            Colour air = zenith.mix(Colour.WHITE, 0.5 * Math.pow(y / ground, 2));
            return air.mix(cloud, smooth(0.0, 0.16, thick));
        });
        return Shading.over(sky, graphics -> {
            graphics.setColor(new Colour(0.12, 0.13, 0.17).toAwt());
            for (int i = 0; i < 7; i++) {
                double size = random.nextDouble(0.012, 0.035);
                graphics.setStroke(
                        new BasicStroke((float) (size * 0.16), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
                graphics.draw(bird(random.nextDouble(0.1, 1.2), random.nextDouble(0.1, 0.6), size));
            }
        });
    }

    private static double density(Noise noise, double x, double y) {
        return (noise.fractal(x, y, 6) - 0.5) * 2;
    }

    private static Path2D bird(double x, double y, double size) {
        Path2D wings = new Path2D.Double();
        wings.moveTo(x - size, y - size * 0.35);
        wings.quadTo(x - size * 0.4, y - size * 0.5, x, y);
        wings.quadTo(x + size * 0.4, y - size * 0.5, x + size, y - size * 0.3);
        return wings;
    }
}
