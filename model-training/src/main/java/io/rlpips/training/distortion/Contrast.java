package io.rlpips.training.distortion;

import io.rlpips.metric.image.RgbImage;
import java.util.Map;

/**
 * Every sample moved away from middle grey, or towards it.
 *
 * @param factor 0 (grey) to 10; 1 changes nothing
 */
public record Contrast(double factor) implements Distortion {
    public Contrast {
        Parameter.within("contrast factor", factor, 0, 10);
    }

    @Override
    public String name() {
        return "contrast";
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of("factor", factor);
    }

    @Override
    public RgbImage apply(RgbImage source) {
        return Pixels.mapSamples(source, value -> (int) Math.round(128 + (value - 128) * factor));
    }
}
