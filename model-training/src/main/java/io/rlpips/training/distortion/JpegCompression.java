package io.rlpips.training.distortion;

import io.rlpips.metric.image.ImageDecoder;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import java.util.Map;

/**
 * Compression to JPEG and back.
 *
 * @param quality 1 (worst) to 100
 */
public record JpegCompression(int quality) implements Distortion {
    private static final ImageLimits OUR_OWN_FILE = new ImageLimits(Long.MAX_VALUE, Long.MAX_VALUE, 1);

    public JpegCompression {
        Parameter.within("JPEG quality", quality, 1, 100);
    }

    @Override
    public String name() {
        return "jpeg";
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of("quality", quality);
    }

    @Override
    public RgbImage apply(RgbImage source) {
        return new ImageDecoder(OUR_OWN_FILE).decode(PictureEncoder.jpeg(source, quality));
    }
}
