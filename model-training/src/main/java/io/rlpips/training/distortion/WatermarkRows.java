package io.rlpips.training.distortion;

import io.rlpips.metric.image.RgbImage;
import java.awt.Color;
import java.awt.Graphics2D;
import java.util.Map;

/**
 * Rows of white lettering over the whole picture, as stock photographs carry them: a row every {@code max(30, H / 5)}
 * pixels, capitals a third of that high, the text repeated across the width and moved along from row to row.
 *
 * @param text what it says, at least one character; letters without a glyph are left out
 * @param opacity 0 to 1
 */
public record WatermarkRows(String text, double opacity) implements Distortion {
    private static final int SMALLEST_SPACING = 30;

    public WatermarkRows {
        Parameter.within("watermark opacity", opacity, 0, 1);
        Parameter.within("length of the watermark's text", text.length(), 1, 1000);
    }

    @Override
    public String name() {
        return "watermark-rows";
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of("text", text, "opacity", opacity);
    }

    @Override
    public RgbImage apply(RgbImage source) {
        int spacing = Math.max(SMALLEST_SPACING, source.height() / 5);
        double height = spacing / 3.0;
        double advance = Lettering.width(text + " ", height);
        return Pixels.drawOn(source, graphics -> {
            graphics.setColor(new Color(1f, 1f, 1f, (float) opacity));
            for (int row = 0; row * spacing < source.height(); row++) {
                double baseline = row * spacing + spacing / 2.0 + height / 2;
                drawRow(graphics, source.width(), baseline, height, advance, -advance * (row % 3) / 3);
            }
        });
    }

    private void drawRow(
            Graphics2D graphics, int width, double baseline, double height, double advance, double firstLeft) {
        for (double left = firstLeft; left < width; left += advance) {
            Lettering.draw(graphics, text, left, baseline, height, 0.16);
        }
    }
}
