package io.rlpips.training.distortion;

import io.rlpips.metric.image.RgbImage;
import java.util.Map;

/**
 * Colour removed: luma of Rec. 601 in all three channels.
 */
public record Greyscale() implements Distortion {
    @Override
    public String name() {
        return "grey";
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of();
    }

    @Override
    public RgbImage apply(RgbImage source) {
        byte[] from = source.pixels();
        byte[] grey = new byte[from.length];
        for (int i = 0; i < grey.length; i += 3) {
            double luma = 0.299 * (from[i] & 0xff) + 0.587 * (from[i + 1] & 0xff) + 0.114 * (from[i + 2] & 0xff);
            grey[i] = Pixels.toByte(luma);
            grey[i + 1] = grey[i];
            grey[i + 2] = grey[i];
        }
        return new RgbImage(source.width(), source.height(), grey);
    }
}
