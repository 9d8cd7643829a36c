package io.rlpips.training.distortion;

import io.rlpips.metric.image.RgbImage;
import java.util.Map;

/**
 * Every sample raised to a power, black and white stay.
 *
 * @param exponent 0.1 to 10; above 1 darkens, 1 changes nothing
 */
public record Gamma(double exponent) implements Distortion {
    public Gamma {
        Parameter.within("gamma exponent", exponent, 0.1, 10);
    }

    @Override
    public String name() {
        return "gamma";
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of("exponent", exponent);
    }

    @Override
    public RgbImage apply(RgbImage source) {
        return Pixels.mapSamples(source, value -> (int) Math.round(255 * Math.pow(value / 255.0, exponent)));
    }
}
