package io.rlpips.training.distortion;

import io.rlpips.metric.image.RgbImage;
import java.util.Map;
import java.util.Random;

/**
 * Independent normal noise on every sample.
 *
 * @param sigma in units of a sample, 0 to 128
 * @param seed of the noise
 */
public record GaussianNoise(double sigma, long seed) implements Distortion {
    public GaussianNoise {
        Parameter.within("noise sigma", sigma, 0, 128);
    }

    @Override
    public String name() {
        return "noise";
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of("sigma", sigma, "seed", seed);
    }

    @Override
    public RgbImage apply(RgbImage source) {
        Random random = new Random(seed);
        byte[] noisy = new byte[source.pixels().length];
        for (int i = 0; i < noisy.length; i++) {
            noisy[i] = Pixels.toByte((source.pixels()[i] & 0xff) + sigma * random.nextGaussian());
        }
        return new RgbImage(source.width(), source.height(), noisy);
    }
}
