package io.rlpips.training.distortion;

import io.rlpips.metric.image.RgbImage;
import java.util.Map;

/**
 * Every sample multiplied.
 *
 * @param factor 0 (black) to 10; 1 changes nothing
 */
public record Brightness(double factor) implements Distortion {
    public Brightness {
        Parameter.within("brightness factor", factor, 0, 10);
    }

    @Override
    public String name() {
        return "brightness";
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of("factor", factor);
    }

    @Override
    public RgbImage apply(RgbImage source) {
        return Pixels.mapSamples(source, value -> (int) Math.round(value * factor));
    }
}
