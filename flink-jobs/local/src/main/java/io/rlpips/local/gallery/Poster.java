package io.rlpips.local.gallery;

import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.distortion.Lettering;
import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.SplittableRandom;

/** A printed announcement: a ground that runs from colour to colour, one strong figure, type. */
final class Poster implements Scene {
    private static final String[][] WORDS = {
        {"JAZZ", "OPEN AIR 27 JULY"}, {"OCEAN", "MUSEUM OF THE SEA"}, {"ORBIT", "A FILM IN SIX PARTS"},
        {"CIRCUS", "UNDER THE BIG TOP"}, {"BAUHAUS", "100 YEARS OF FORM"}, {"HARVEST", "MARKET EVERY FRIDAY"},
        {"NORTH", "NIGHT TRAINS"}, {"RADIO", "LISTEN AT DAWN"},
    };

    @Override
    public RgbImage draw(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Noise noise = new Noise(random.nextLong());
        double hue = random.nextDouble();
        Colour upper = Colour.hsv(hue, random.nextDouble(0.3, 0.9), random.nextDouble(0.2, 0.95));
        Colour lower = Colour.hsv(
                hue + random.nextDouble(0.1, 0.5), random.nextDouble(0.3, 0.9), random.nextDouble(0.2, 0.95));
        Colour accent = Colour.hsv(hue + 0.5, 0.85, 0.97);
        double slant = random.nextDouble(-0.5, 0.5);
        RgbImage paper = Shading.shade(width, height, (x, y) -> {
            double fibre = 0.94 + 0.12 * noise.fractal(x * 40, y * 40, 3);
            return upper.mix(lower, y + slant * (x - 0.667)).times(fibre);
        });
        String[] words = WORDS[random.nextInt(WORDS.length)];
        int figure = random.nextInt(5);
        return Shading.over(paper, graphics -> {
            figure(graphics, random, figure, accent, upper);
            type(graphics, random, words, upper);
        });
    }

    private static void figure(Graphics2D graphics, SplittableRandom random, int figure, Colour accent, Colour upper) {
        double x = random.nextDouble(0.45, 0.9);
        double y = random.nextDouble(0.32, 0.48);
        switch (figure) {
            case 0 -> rings(graphics, x, y, accent);
            case 1 -> rays(graphics, random, x, y, accent);
            case 2 -> waves(graphics, random, accent, upper);
            case 3 -> blocks(graphics, random, accent);
            default -> steps(graphics, random, accent);
        }
    }

    private static void rings(Graphics2D graphics, double x, double y, Colour accent) {
        for (int ring = 7; ring > 0; ring--) {
            double size = ring * 0.095;
            graphics.setColor(
                    ring % 2 == 0
                            ? Colour.WHITE.times(0.95).toAwt()
                            : accent.times(0.5 + ring * 0.07).toAwt());
            graphics.fill(new Ellipse2D.Double(x - size / 2, y - size / 2, size, size));
        }
    }

    private static void rays(Graphics2D graphics, SplittableRandom random, double x, double y, Colour accent) {
        int rays = random.nextInt(10, 22);
        for (int i = 0; i < rays; i++) {
            graphics.setColor(accent.toAwt(0.85));
            graphics.fill(new Arc2D.Double(x - 1.4, y - 1.4, 2.8, 2.8, i * 360.0 / rays, 180.0 / rays, Arc2D.PIE));
        }
        graphics.setColor(Colour.WHITE.times(0.97).toAwt());
        graphics.fill(new Ellipse2D.Double(x - 0.14, y - 0.14, 0.28, 0.28));
    }

    private static void waves(Graphics2D graphics, SplittableRandom random, Colour accent, Colour upper) {
        double length = random.nextDouble(0.16, 0.4);
        for (int row = 0; row < 7; row++) {
            Path2D wave = new Path2D.Double();
            double base = 0.22 + row * 0.075;
            wave.moveTo(-0.1, 1.1);
            for (double x = -0.1; x < 1.45; x += 0.01) {
                wave.lineTo(x, base + 0.03 * Math.sin(2 * Math.PI * (x / length + row * 0.27)));
            }
            wave.lineTo(1.45, 1.1);
            wave.closePath();
            graphics.setColor(
                    accent.mix(upper, row / 7.0).times(row % 2 == 0 ? 1 : 0.8).toAwt());
            graphics.fill(wave);
        }
    }

    private static void blocks(Graphics2D graphics, SplittableRandom random, Colour accent) {
        for (int i = 0; i < 9; i++) {
            double size = random.nextDouble(0.08, 0.34);
            Colour ink = i % 3 == 0 ? Colour.WHITE.times(0.95) : i % 3 == 1 ? accent : Colour.BLACK;
            graphics.setColor(ink.toAwt(0.9));
            double x = random.nextDouble(0, 1.1);
            double y = random.nextDouble(0.02, 0.45);
            graphics.fill(
                    i % 2 == 0
                            ? new Rectangle2D.Double(x, y, size, size * random.nextDouble(0.2, 1))
                            : new Arc2D.Double(x, y, size, size, 90 * random.nextInt(4), 180, Arc2D.CHORD));
        }
    }

    private static void steps(Graphics2D graphics, SplittableRandom random, Colour accent) {
        double lean = random.nextDouble(-0.4, 0.4);
        graphics.setStroke(new BasicStroke(0.045f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_MITER));
        for (int i = 0; i < 9; i++) {
            Path2D line = new Path2D.Double();
            double x = 0.08 + i * 0.145;
            line.moveTo(x, 0.62);
            line.lineTo(x + lean * 0.3, 0.36 - 0.25 * Math.abs(Math.sin(i * 1.1 + lean * 5)));
            graphics.setColor((i % 2 == 0 ? accent : Colour.WHITE.times(0.95)).toAwt());
            graphics.draw(line);
        }
    }

    private static void type(Graphics2D graphics, SplittableRandom random, String[] words, Colour upper) {
        boolean dark = upper.red() + upper.green() + upper.blue() > 1.7;
        graphics.setColor((dark ? new Colour(0.08, 0.08, 0.1) : new Colour(0.98, 0.97, 0.93)).toAwt());
        double height = Lettering.fittingHeight(words[0], 1.18, 0.26);
        double baseline = random.nextDouble(0.82, 0.88);
        Lettering.draw(graphics, words[0], 0.08, baseline, height, 0.2);
        Lettering.draw(graphics, words[1], 0.08, baseline + 0.085, 0.042, 0.15);
    }
}
