package io.rlpips.local.gallery;

import io.rlpips.metric.image.RgbImage;
import java.awt.Graphics2D;
import java.awt.RadialGradientPaint;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.SplittableRandom;

/** Hot-air balloons over hills in the morning. */
final class Balloons implements Scene {
    @Override
    public RgbImage draw(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Noise noise = new Noise(random.nextLong());
        Colour zenith =
                Colour.hsv(random.nextDouble(0.48, 0.8), random.nextDouble(0.35, 0.7), random.nextDouble(0.6, 0.95));
        Colour low = Colour.hsv(random.nextDouble(0.0, 0.16), random.nextDouble(0.15, 0.55), 1);
        Colour hill = Colour.hsv(random.nextDouble(0.1, 0.6), 0.45, 0.4);
        RgbImage morning = Shading.shade(width, height, (x, y) -> {
            for (int range = 3; range >= 0; range--) {
                double crest =
                        0.72 + 0.07 * range - 0.13 * noise.fractal(x * (1.4 + range * 0.5) + range * 20, range, 4);
                if (y > crest) {
                    double trees = noise.fractal(x * 30, y * 40, 3);
                    return hill.times(0.7 + 0.5 * trees).mix(low, 0.75 - 0.22 * range);
                }
            }
            return zenith.mix(low, Math.pow(y / 0.75, 1.3)).mix(Colour.WHITE, 0.3 * noise.fractal(x * 2, y * 9, 5));
        });
        int balloons = random.nextInt(3, 8);
        return Shading.over(morning, graphics -> {
            for (int i = 0; i < balloons; i++) {
                double size = 0.07 + 0.38 * Math.pow((i + 1) / (double) balloons, 2.2);
                balloon(graphics, random, random.nextDouble(0.15, 1.18), random.nextDouble(0.2, 0.55), size);
            }
        });
    }

    private static void balloon(Graphics2D graphics, SplittableRandom random, double x, double y, double size) {
        double r = size / 2;
        Path2D envelope = envelope(x, y, r);
        Colour first = Colour.hsv(random.nextDouble(), random.nextDouble(0.6, 1), random.nextDouble(0.6, 1));
        Colour second = Colour.hsv(random.nextDouble(), random.nextDouble(0.1, 0.9), 0.95);
        int gores = random.nextInt(3, 7);
        boolean belts = random.nextBoolean();
        Shape clip = graphics.getClip();
        graphics.clip(envelope);
        graphics.setColor(first.toAwt());
        graphics.fill(envelope);
        graphics.setColor(second.toAwt());
        for (int k = -gores; k < gores; k += 2) {
            graphics.fill(
                    belts
                            ? new Rectangle2D.Double(x - r, y + k * r / gores, size, r / gores)
                            : gore(x, y, r, k / (double) gores, (k + 1) / (double) gores));
        }
        graphics.setPaint(new RadialGradientPaint(
                new Point2D.Double(x - r * 0.4, y - r * 0.4),
                (float) (r * 1.8),
                new float[] {0, 0.45f, 1},
                new java.awt.Color[] {Colour.WHITE.toAwt(0.4), Colour.WHITE.toAwt(0), Colour.BLACK.toAwt(0.6)}));
        graphics.fill(envelope);
        graphics.setClip(clip);
        graphics.setColor(new Colour(0.25, 0.16, 0.08).toAwt());
        graphics.fill(new Rectangle2D.Double(x - r * 0.16, y + r * 1.62, r * 0.32, r * 0.24));
        graphics.draw(new Line2D.Double(x - r * 0.15, y + r * 1.3, x - r * 0.15, y + r * 1.65));
        graphics.draw(new Line2D.Double(x + r * 0.15, y + r * 1.3, x + r * 0.15, y + r * 1.65));
    }

    private static Path2D envelope(double x, double y, double r) {
        Path2D path = new Path2D.Double();
        path.moveTo(x - r * 0.16, y + r * 1.32);
        path.curveTo(x - r * 0.4, y + r * 0.9, x - r, y + r * 0.6, x - r, y);
        path.curveTo(x - r, y - r * 0.56, x - r * 0.56, y - r, x, y - r);
        path.curveTo(x + r * 0.56, y - r, x + r, y - r * 0.56, x + r, y);
        path.curveTo(x + r, y + r * 0.6, x + r * 0.4, y + r * 0.9, x + r * 0.16, y + r * 1.32);
        path.closePath();
        return path;
    }

    private static Path2D gore(double x, double y, double r, double from, double to) {
        Path2D path = new Path2D.Double();
        path.moveTo(x, y - r);
        path.curveTo(
                x + from * r * 1.35, y - r * 0.7, x + from * r * 1.2, y + r * 0.5, x + from * r * 0.16, y + r * 1.35);
        path.lineTo(x + to * r * 0.16, y + r * 1.35);
        path.curveTo(x + to * r * 1.2, y + r * 0.5, x + to * r * 1.35, y - r * 0.7, x, y - r);
        path.closePath();
        return path;
    }
}
