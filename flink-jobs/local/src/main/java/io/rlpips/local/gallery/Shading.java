package io.rlpips.local.gallery;

import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.distortion.AwtPictures;
import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.function.Consumer;

/** Turns formulas and drawing instructions into pixels. */
final class Shading {
    private Shading() {}

    /** The colour of a point: x from 0 to the aspect ratio, y from 0 (top) to 1. */
    @FunctionalInterface
    interface Formula {
        Colour at(double x, double y);
    }

    static RgbImage shade(int width, int height, Formula formula) {
        return shade(width, height, 1, formula);
    }

    /** @param samples a side of the grid of points that are averaged in each pixel */
    static RgbImage shade(int width, int height, int samples, Formula formula) {
        byte[] pixels = new byte[width * height * 3];
        double step = 1.0 / (height * samples);
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                Colour sum = Colour.BLACK;
                for (int i = 0; i < samples * samples; i++) {
                    double x = (column * samples + i % samples + 0.5) * step;
                    double y = (row * samples + i / samples + 0.5) * step;
                    sum = sum.plus(formula.at(x, y));
                }
                put(pixels, (row * width + column) * 3, sum.times(1.0 / (samples * samples)));
            }
        }
        return new RgbImage(width, height, pixels);
    }

    /** Draws over a picture; coordinates run to the aspect ratio and to 1, as in formulas. */
    static RgbImage over(RgbImage ground, Consumer<Graphics2D> drawing) {
        BufferedImage canvas = AwtPictures.toAwt(ground);
        Graphics2D graphics = canvas.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            graphics.scale(ground.height(), ground.height());
            graphics.setStroke(new BasicStroke(0.004f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            drawing.accept(graphics);
        } finally {
            graphics.dispose();
        }
        return AwtPictures.fromAwt(canvas);
    }

    /** @return 0 below the first edge, 1 above the second, smooth between; the edges may be given in either order */
    static double smooth(double from, double to, double value) {
        double t = Math.max(0, Math.min(1, (value - from) / (to - from)));
        return t * t * (3 - 2 * t);
    }

    private static void put(byte[] pixels, int at, Colour colour) {
        pixels[at] = sample(colour.red());
        pixels[at + 1] = sample(colour.green());
        pixels[at + 2] = sample(colour.blue());
    }

    private static byte sample(double value) {
        return (byte) Math.round(Math.max(0, Math.min(1, value)) * 255);
    }
}
