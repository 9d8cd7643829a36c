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

    /** One point a pixel: for formulas without sharp edges. */
    static RgbImage shade(int width, int height, Formula formula) {
        return toPicture(width, height, centres(width, height, formula));
    }

    /** Four points a pixel wherever the picture changes quickly, so that edges come out smooth. */
    static RgbImage shadeSmoothly(int width, int height, Formula formula) {
        Colour[] coarse = centres(width, height, formula);
        Colour[] fine = coarse.clone();
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                int at = row * width + column;
                boolean edge = column > 0 && differ(coarse[at], coarse[at - 1])
                        || column + 1 < width && differ(coarse[at], coarse[at + 1])
                        || row > 0 && differ(coarse[at], coarse[at - width])
                        || row + 1 < height && differ(coarse[at], coarse[at + width]);
                if (edge) {
                    fine[at] = quarters(column, row, height, formula);
                }
            }
        }
        return toPicture(width, height, fine);
    }

    private static Colour[] centres(int width, int height, Formula formula) {
        Colour[] colours = new Colour[width * height];
        for (int at = 0; at < colours.length; at++) {
            colours[at] = formula.at((at % width + 0.5) / height, (at / width + 0.5) / height);
        }
        return colours;
    }

    private static Colour quarters(int column, int row, int height, Formula formula) {
        Colour sum = Colour.BLACK;
        for (int quarter = 0; quarter < 4; quarter++) {
            double x = column + 0.25 + 0.5 * (quarter & 1);
            double y = row + 0.25 + 0.5 * (quarter >> 1);
            sum = sum.plus(formula.at(x / height, y / height));
        }
        return sum.times(0.25);
    }

    private static boolean differ(Colour a, Colour b) {
        double visible = 0.09;
        return Math.abs(a.red() - b.red()) > visible
                || Math.abs(a.green() - b.green()) > visible
                || Math.abs(a.blue() - b.blue()) > visible;
    }

    private static RgbImage toPicture(int width, int height, Colour[] colours) {
        byte[] pixels = new byte[colours.length * 3];
        for (int at = 0; at < colours.length; at++) {
            pixels[3 * at] = sample(colours[at].red());
            pixels[3 * at + 1] = sample(colours[at].green());
            pixels[3 * at + 2] = sample(colours[at].blue());
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

    private static byte sample(double value) {
        return (byte) Math.round(Math.max(0, Math.min(1, value)) * 255);
    }
}
