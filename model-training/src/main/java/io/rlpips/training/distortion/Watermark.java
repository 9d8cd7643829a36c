package io.rlpips.training.distortion;

import io.rlpips.metric.image.RgbImage;
import java.awt.Color;
import java.util.Map;

/**
 * Translucent lettering across the middle, rising to the right.
 *
 * @param text what it says; letters without a glyph are left out
 * @param opacity 0 to 1
 */
public record Watermark(String text, double opacity) implements Distortion {
    public Watermark {
        Parameter.within("watermark opacity", opacity, 0, 1);
    }

    @Override
    public String name() {
        return "watermark";
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of("text", text, "opacity", opacity);
    }

    @Override
    public RgbImage apply(RgbImage source) {
        return Pixels.drawOn(source, graphics -> {
            double height = Lettering.fittingHeight(text, source.width() * 0.8, source.height() * 0.2);
            graphics.translate(source.width() / 2.0, source.height() / 2.0);
            graphics.rotate(Math.toRadians(-20));
            graphics.setColor(new Color(1f, 1f, 1f, (float) opacity));
            Lettering.draw(graphics, text, -Lettering.width(text, height) / 2, height / 2, height, 0.16);
        });
    }
}
