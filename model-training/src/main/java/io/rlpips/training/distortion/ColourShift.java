package io.rlpips.training.distortion;

import io.rlpips.metric.image.RgbImage;
import java.util.Map;

/**
 * A constant added to each channel: a colour cast.
 *
 * @param red -255 to 255
 * @param green -255 to 255
 * @param blue -255 to 255
 */
public record ColourShift(int red, int green, int blue) implements Distortion {
    public ColourShift {
        Parameter.within("red shift", red, -255, 255);
        Parameter.within("green shift", green, -255, 255);
        Parameter.within("blue shift", blue, -255, 255);
    }

    @Override
    public String name() {
        return "colour-shift";
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of("red", red, "green", green, "blue", blue);
    }

    @Override
    public RgbImage apply(RgbImage source) {
        int[] shift = {red, green, blue};
        byte[] shifted = new byte[source.pixels().length];
        for (int i = 0; i < shifted.length; i++) {
            shifted[i] = Pixels.toByte((source.pixels()[i] & 0xff) + shift[i % 3]);
        }
        return new RgbImage(source.width(), source.height(), shifted);
    }
}
