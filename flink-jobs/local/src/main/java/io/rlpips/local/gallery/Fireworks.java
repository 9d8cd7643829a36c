package io.rlpips.local.gallery;

import io.rlpips.metric.image.RgbImage;
import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.QuadCurve2D;
import java.util.SplittableRandom;

/** Bursts over a dark bay, smoke between them. */
final class Fireworks implements Scene {
    @Override
    public RgbImage draw(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Noise noise = new Noise(random.nextLong());
        Colour night = Colour.hsv(random.nextDouble(0.55, 0.85), 0.7, 0.14);
        RgbImage bay = Shading.shade(width, height, (x, y) -> {
            double smoke = noise.fractal(x * 2.4, y * 2.4, 5);
            double shore = 0.86 - 0.05 * noise.fractal(x * 6, 1, 4);
            return y > shore ? night.times(0.25) : night.times(0.6 + 1.6 * smoke * y);
        });
        int bursts = random.nextInt(3, 7);
        return Shading.over(bay, graphics -> {
            for (int i = 0; i < bursts; i++) {
                burst(graphics, random);
            }
        });
    }

    private static void burst(Graphics2D graphics, SplittableRandom random) {
        double x = random.nextDouble(0.15, 1.2);
        double y = random.nextDouble(0.15, 0.55);
        double reach = random.nextDouble(0.12, 0.36);
        double hue = random.nextDouble();
        int rays = random.nextInt(26, 70);
        for (int halo = 8; halo > 0; halo--) {
            double size = reach * halo / 4;
            graphics.setColor(Colour.hsv(hue, 0.6, 1).toAwt(0.025));
            graphics.fill(new Ellipse2D.Double(x - size / 2, y - size / 2, size, size));
        }
        for (int ray = 0; ray < rays; ray++) {
            double angle = 2 * Math.PI * (ray + random.nextDouble(0.6)) / rays;
            double length = reach * random.nextDouble(0.7, 1);
            double endX = x + Math.cos(angle) * length;
            double endY = y + Math.sin(angle) * length + 0.22 * length;
            graphics.setColor(Colour.hsv(hue + random.nextDouble(0.1), random.nextDouble(0.2, 0.9), 1)
                    .toAwt(0.85));
            graphics.setStroke(new BasicStroke(
                    random.nextInt(2) == 0 ? 0.003f : 0.006f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            graphics.draw(new QuadCurve2D.Double(
                    x + Math.cos(angle) * length * 0.15,
                    y + Math.sin(angle) * length * 0.15,
                    x + Math.cos(angle) * length * 0.7,
                    y + Math.sin(angle) * length * 0.6,
                    endX,
                    endY));
            graphics.fill(new Ellipse2D.Double(endX - 0.006, endY - 0.006, 0.012, 0.012));
        }
    }
}
