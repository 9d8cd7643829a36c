package io.rlpips.local.gallery;

import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.distortion.Lettering;
import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.SplittableRandom;

/** Copper tracks, chips and solder on a lacquered board. */
final class CircuitBoard implements Scene {
    private static final double GRID = 0.025;

    @Override
    public RgbImage draw(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Noise noise = new Noise(random.nextLong());
        Colour lacquer = Colour.hsv(random.nextDouble(0.28, 0.7), 0.75, random.nextDouble(0.22, 0.45));
        RgbImage board = Shading.shade(
                width, height, (x, y) -> lacquer.times(0.8 + 0.3 * noise.fractal(x * 3, y * 3, 5) + 0.15 * (1 - y)));
        return Shading.over(board, graphics -> {
            for (int i = 0; i < 70; i++) {
                track(graphics, random, lacquer.mix(new Colour(0.85, 0.8, 0.4), 0.3));
            }
            for (int i = 0; i < 8; i++) {
                chip(graphics, random, "R" + random.nextInt(100, 999) + "L");
            }
        });
    }

    private static void track(Graphics2D graphics, SplittableRandom random, Colour copper) {
        double x = random.nextInt(54) * GRID;
        double y = random.nextInt(40) * GRID;
        Path2D path = new Path2D.Double();
        path.moveTo(x, y);
        double startX = x;
        double startY = y;
        for (int leg = 0; leg < 3; leg++) {
            double length = random.nextInt(2, 11) * GRID;
            int direction = random.nextInt(8);
            x += Math.signum(Math.round(Math.cos(direction * Math.PI / 4) * 2)) * length;
            y += Math.signum(Math.round(Math.sin(direction * Math.PI / 4) * 2)) * length;
            path.lineTo(x, y);
        }
        graphics.setStroke(new BasicStroke(0.006f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        graphics.setColor(copper.toAwt());
        graphics.draw(path);
        solder(graphics, startX, startY);
        solder(graphics, x, y);
    }

    private static void solder(Graphics2D graphics, double x, double y) {
        graphics.setColor(new Colour(0.82, 0.8, 0.72).toAwt());
        graphics.fill(new Ellipse2D.Double(x - 0.009, y - 0.009, 0.018, 0.018));
        graphics.setColor(new Colour(0.1, 0.1, 0.1).toAwt());
        graphics.fill(new Ellipse2D.Double(x - 0.004, y - 0.004, 0.008, 0.008));
    }

    private static void chip(Graphics2D graphics, SplittableRandom random, String label) {
        double wide = random.nextInt(4, 13) * GRID;
        double high = random.nextInt(3, 9) * GRID;
        double x = random.nextInt(1, 44) * GRID;
        double y = random.nextInt(1, 32) * GRID;
        graphics.setColor(new Colour(0.78, 0.78, 0.76).toAwt());
        for (double pin = GRID / 2; pin < wide; pin += GRID) {
            graphics.fill(new Rectangle2D.Double(x + pin - 0.004, y - 0.014, 0.008, high + 0.028));
        }
        graphics.setColor(new Colour(0.09, 0.09, 0.1).toAwt());
        graphics.fill(new Rectangle2D.Double(x, y, wide, high));
        graphics.setColor(new Colour(0.22, 0.22, 0.24).toAwt());
        graphics.fill(new Rectangle2D.Double(x, y, wide, 0.008));
        graphics.setColor(new Colour(0.8, 0.8, 0.8).toAwt());
        double size = Lettering.fittingHeight(label, wide * 0.75, high * 0.3);
        Lettering.draw(graphics, label, x + wide * 0.12, y + high * 0.62, size, 0.14);
    }
}
