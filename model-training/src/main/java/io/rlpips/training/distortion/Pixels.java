package io.rlpips.training.distortion;

import io.rlpips.metric.image.RgbImage;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;

/** The small steps that edits are made of. */
final class Pixels {
    private Pixels() {}

    /** @return the value rounded and limited to 0..255 */
    static byte toByte(double value) {
        return (byte) Math.max(0, Math.min(255, Math.round(value)));
    }

    /** Applies one table of 256 values to every sample. */
    static RgbImage mapSamples(RgbImage source, IntUnaryOperator change) {
        byte[] table = new byte[256];
        for (int value = 0; value < 256; value++) {
            table[value] = toByte(change.applyAsInt(value));
        }
        byte[] changed = new byte[source.pixels().length];
        for (int i = 0; i < changed.length; i++) {
            changed[i] = table[source.pixels()[i] & 0xff];
        }
        return new RgbImage(source.width(), source.height(), changed);
    }

    /** @return the rectangle, which must lie inside the source */
    static RgbImage cut(RgbImage source, int left, int top, int width, int height) {
        byte[] kept = new byte[width * height * 3];
        for (int y = 0; y < height; y++) {
            int from = ((top + y) * source.width() + left) * 3;
            System.arraycopy(source.pixels(), from, kept, y * width * 3, width * 3);
        }
        return new RgbImage(width, height, kept);
    }

    /** Draws on a copy of the picture, with smooth edges. */
    static RgbImage drawOn(RgbImage source, Consumer<Graphics2D> drawing) {
        BufferedImage canvas = AwtPictures.toAwt(source);
        Graphics2D graphics = canvas.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            drawing.accept(graphics);
        } finally {
            graphics.dispose();
        }
        return AwtPictures.fromAwt(canvas);
    }
}
