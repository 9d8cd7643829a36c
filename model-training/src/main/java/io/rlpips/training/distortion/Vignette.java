package io.rlpips.training.distortion;

import io.rlpips.metric.image.RgbImage;
import java.util.Map;

/**
 * Darker towards the corners, by the square of the distance from the centre.
 *
 * @param loss of light in the corners, 0 (none) to 1 (black)
 */
public record Vignette(double loss) implements Distortion {
    public Vignette {
        Parameter.within("vignette loss in the corners", loss, 0, 1);
    }

    @Override
    public String name() {
        return "vignette";
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of("lossInTheCorners", loss);
    }

    @Override
    public RgbImage apply(RgbImage source) {
        double centreX = source.width() / 2.0;
        double centreY = source.height() / 2.0;
        byte[] darkened = new byte[source.pixels().length];
        for (int y = 0; y < source.height(); y++) {
            for (int x = 0; x < source.width(); x++) {
                double across = (x + 0.5 - centreX) / centreX;
                double down = (y + 0.5 - centreY) / centreY;
                double factor = 1 - loss * (across * across + down * down) / 2;
                for (int channel = 0; channel < 3; channel++) {
                    darkened[(y * source.width() + x) * 3 + channel] =
                            Pixels.toByte(source.sample(x, y, channel) * factor);
                }
            }
        }
        return new RgbImage(source.width(), source.height(), darkened);
    }
}
