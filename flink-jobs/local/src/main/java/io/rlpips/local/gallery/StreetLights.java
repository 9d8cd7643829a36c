package io.rlpips.local.gallery;

import io.rlpips.metric.image.RgbImage;
import java.awt.BasicStroke;
import java.awt.geom.Ellipse2D;
import java.util.SplittableRandom;

/** Lamps out of focus behind a wet window. */
final class StreetLights implements Scene {
    @Override
    public RgbImage draw(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Noise noise = new Noise(random.nextLong());
        double hue = random.nextDouble();
        double spread = random.nextDouble(0.08, 0.5);
        double slope = random.nextDouble(-0.6, 0.6);
        double middle = random.nextDouble(0.35, 0.65);
        double largest = random.nextDouble(0.1, 0.26);
        Colour night = Colour.hsv(hue + 0.5, 0.7, random.nextDouble(0.06, 0.25));
        RgbImage ground = Shading.shade(
                width,
                height,
                (x, y) -> night.mix(
                        Colour.hsv(hue + 0.1, 0.7, 0.6),
                        0.55
                                * Math.exp(-12 * Math.pow(y - middle - slope * (x - 0.667), 2))
                                * noise.fractal(x * 2, y * 2, 4)));
        RgbImage lamps = Shading.over(ground, graphics -> {
            for (int i = 0; i < 95; i++) {
                double size = largest * Math.pow(random.nextDouble(0.25, 1), 1.6);
                double x = random.nextDouble(-0.05, 1.4);
                double y = middle + slope * (x - 0.667) + (random.nextDouble() - random.nextDouble()) * 0.34;
                Colour lamp = Colour.hsv(hue + spread * random.nextDouble(), random.nextDouble(0.15, 0.9), 1);
                graphics.setColor(lamp.toAwt(random.nextDouble(0.12, 0.5)));
                graphics.fill(new Ellipse2D.Double(x - size / 2, y - size / 2, size, size));
                graphics.setColor(lamp.mix(Colour.WHITE, 0.3).toAwt(0.35));
                graphics.setStroke(new BasicStroke((float) (size * 0.05)));
                graphics.draw(new Ellipse2D.Double(x - size / 2, y - size / 2, size, size));
            }
        });
        return Shading.over(lamps, graphics -> {
            for (int drop = 0; drop < 160; drop++) {
                double size = random.nextDouble(0.004, 0.016);
                double x = random.nextDouble(1.34);
                double y = random.nextDouble();
                graphics.setColor(Colour.BLACK.toAwt(0.28));
                graphics.fill(new Ellipse2D.Double(x - size / 2, y - size / 2, size, size * 1.2));
                graphics.setColor(Colour.WHITE.toAwt(0.55));
                graphics.fill(new Ellipse2D.Double(x - size * 0.1, y - size * 0.35, size * 0.35, size * 0.35));
            }
        });
    }
}
