package io.rlpips.training.distortion;

import io.rlpips.metric.image.RgbImage;
import java.util.Map;

/**
 * The edges cut off.
 *
 * @param share of the width or height that each side loses, 0 to 0.45
 */
public record Crop(double share) implements Distortion {
    public Crop {
        Parameter.within("crop share a side", share, 0, 0.45);
    }

    @Override
    public String name() {
        return "crop";
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of("shareOfEachSide", share);
    }

    @Override
    public RgbImage apply(RgbImage source) {
        int left = (int) Math.round(source.width() * share);
        int top = (int) Math.round(source.height() * share);
        int width = Math.max(1, source.width() - 2 * left);
        int height = Math.max(1, source.height() - 2 * top);
        return Pixels.cut(source, left, top, width, height);
    }
}
