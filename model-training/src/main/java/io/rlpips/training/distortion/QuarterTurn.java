package io.rlpips.training.distortion;

import io.rlpips.metric.image.RgbImage;
import java.util.Map;

/** Turned by 90 degrees, counter-clockwise: width and height change places, no sample changes. */
public record QuarterTurn() implements Distortion {
    @Override
    public String name() {
        return "quarter-turn";
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of();
    }

    @Override
    public RgbImage apply(RgbImage source) {
        int width = source.width();
        int height = source.height();
        byte[] turned = new byte[source.pixels().length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                // the right-hand column becomes the top row
                int to = ((width - 1 - x) * height + y) * 3;
                System.arraycopy(source.pixels(), (y * width + x) * 3, turned, to, 3);
            }
        }
        return new RgbImage(height, width, turned);
    }
}
