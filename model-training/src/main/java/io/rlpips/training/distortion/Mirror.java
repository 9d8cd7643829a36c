package io.rlpips.training.distortion;

import io.rlpips.metric.image.RgbImage;
import java.util.Map;

/**
 * Left and right change places.
 */
public record Mirror() implements Distortion {
    @Override
    public String name() {
        return "mirror";
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of();
    }

    @Override
    public RgbImage apply(RgbImage source) {
        int width = source.width();
        byte[] mirrored = new byte[source.pixels().length];
        for (int y = 0; y < source.height(); y++) {
            for (int x = 0; x < width; x++) {
                int from = (y * width + width - 1 - x) * 3;
                System.arraycopy(source.pixels(), from, mirrored, (y * width + x) * 3, 3);
            }
        }
        return new RgbImage(width, source.height(), mirrored);
    }
}
