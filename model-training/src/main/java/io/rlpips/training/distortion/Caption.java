package io.rlpips.training.distortion;

import io.rlpips.metric.image.RgbImage;
import java.awt.Color;
import java.util.Map;

/**
 * A dark band with light lettering across the bottom, as on a meme.
 *
 * @param text what it says; letters without a glyph are left out
 * @param share of the height that the band covers, 0.02 to 0.5
 */
public record Caption(String text, double share) implements Distortion {
    public Caption {
        Parameter.within("caption share of the height", share, 0.02, 0.5);
    }

    @Override
    public String name() {
        return "caption";
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of("text", text, "shareOfHeight", share);
    }

    @Override
    public RgbImage apply(RgbImage source) {
        int band = (int) Math.max(1, Math.round(source.height() * share));
        int top = source.height() - band;
        return Pixels.drawOn(source, graphics -> {
            graphics.setColor(new Color(12, 12, 14));
            graphics.fillRect(0, top, source.width(), band);
            double height = Lettering.fittingHeight(text, source.width() * 0.92, band * 0.55);
            double left = (source.width() - Lettering.width(text, height)) / 2;
            double baseline = top + (band + height) / 2;
            graphics.setColor(new Color(245, 245, 240));
            Lettering.draw(graphics, text, left, baseline, height, 0.14);
        });
    }
}
