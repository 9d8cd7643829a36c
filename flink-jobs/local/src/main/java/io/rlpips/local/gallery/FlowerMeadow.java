package io.rlpips.local.gallery;

import io.rlpips.metric.image.RgbImage;
import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.QuadCurve2D;
import java.util.SplittableRandom;

/** Blossoms over grass, small and pale far away, large in front. */
final class FlowerMeadow implements Scene {
    @Override
    public RgbImage draw(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Noise noise = new Noise(random.nextLong());
        Colour grass = Colour.hsv(random.nextDouble(0.2, 0.42), 0.6, random.nextDouble(0.3, 0.6));
        Colour sky = Colour.hsv(random.nextDouble(0.05, 0.65), random.nextDouble(0.15, 0.5), 0.95);
        double horizon = random.nextDouble(0.15, 0.38);
        double hue = random.nextDouble();
        double hues = random.nextDouble(0.04, 0.35);
        int petals = random.nextInt(5, 13);
        double large = random.nextDouble(0.09, 0.2);
        RgbImage field = Shading.shade(width, height, (x, y) -> {
            double hedge = horizon - 0.08 * noise.fractal(x * 5, 2, 4);
            if (y < hedge) {
                return sky.mix(Colour.WHITE, 0.6 * noise.fractal(x * 2, y * 6, 5));
            }
            double depth = (y - hedge) / (1 - hedge);
            double blades = noise.fractal(x * (90 - 50 * depth), y * 14, 3);
            return grass.times(0.35 + 0.9 * blades).mix(sky, 0.35 * (1 - depth));
        });
        return Shading.over(field, graphics -> {
            int flowers = 130;
            for (int i = 0; i < flowers; i++) {
                double depth = Math.pow(i / (double) flowers, 1.6);
                double x = random.nextDouble(-0.05, 1.4);
                double y = horizon + 0.03 + depth * (0.95 - horizon);
                Colour petal = Colour.hsv(
                                hue + hues * random.nextInt(3),
                                random.nextDouble(0.35, 0.95),
                                random.nextDouble(0.75, 1))
                        .mix(sky, 0.4 * (1 - depth));
                flower(graphics, random, x, y, 0.012 + large * 0.5 * depth, petals, petal, grass);
            }
        });
    }

    private static void flower(
            Graphics2D graphics,
            SplittableRandom random,
            double x,
            double y,
            double size,
            int petals,
            Colour petal,
            Colour grass) {
        graphics.setColor(grass.times(0.6).toAwt());
        graphics.setStroke(new BasicStroke((float) (size * 0.14), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        graphics.draw(new QuadCurve2D.Double(x, y, x + size * 0.2, y + size * 1.4, x - size * 0.1, y + size * 3.4));
        AffineTransform before = graphics.getTransform();
        graphics.translate(x, y);
        graphics.scale(1, random.nextDouble(0.55, 1));
        graphics.rotate(random.nextDouble(6));
        for (int k = 0; k < petals; k++) {
            graphics.rotate(2 * Math.PI / petals);
            graphics.setColor(petal.times(k % 2 == 0 ? 1 : 0.82).toAwt(0.95));
            double wide = Math.min(size * 0.62, 3.4 * size / petals);
            graphics.fill(new Ellipse2D.Double(size * 0.12, -wide / 2, size, wide));
        }
        graphics.setColor(new Colour(0.95, 0.76, 0.2).mix(petal, 0.15).toAwt());
        graphics.fill(new Ellipse2D.Double(-size * 0.28, -size * 0.28, size * 0.56, size * 0.56));
        graphics.setColor(new Colour(0.5, 0.3, 0.08).toAwt(0.8));
        graphics.fill(new Ellipse2D.Double(-size * 0.12, -size * 0.12, size * 0.24, size * 0.24));
        graphics.setTransform(before);
    }
}
