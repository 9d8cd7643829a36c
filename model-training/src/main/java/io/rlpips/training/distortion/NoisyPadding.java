package io.rlpips.training.distortion;

import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.Seeds;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * A frame whose sides are of random width and whose one random colour is overlaid with noise, so that it is neither
 * symmetric nor exactly uniform.
 *
 * @param least share of the width or height that a side gains, 0 to 1
 * @param most the same, at least {@code least}
 * @param noiseSigma of the frame, in units of a sample, 0 to 128
 * @param seed of widths, colour and noise
 */
public record NoisyPadding(double least, double most, double noiseSigma, long seed) implements Distortion {
    public NoisyPadding {
        Parameter.within("smallest padding", least, 0, 1);
        Parameter.within("largest padding", most, least, 1);
        Parameter.within("padding's noise sigma", noiseSigma, 0, 128);
    }

    @Override
    public String name() {
        return "noisy-padding";
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of("leastShare", least, "mostShare", most, "noiseSigma", noiseSigma, "seed", seed);
    }

    @Override
    public RgbImage apply(RgbImage source) {
        SplittableRandom random = Seeds.stream(seed);
        int left = side(random, source.width());
        int right = side(random, source.width());
        int top = side(random, source.height());
        int bottom = side(random, source.height());
        int[] colour = {random.nextInt(256), random.nextInt(256), random.nextInt(256)};
        int width = left + source.width() + right;
        int height = top + source.height() + bottom;
        byte[] padded = frame(width, height, colour, new Random(random.nextLong()));
        for (int y = 0; y < source.height(); y++) {
            int row = source.width() * 3;
            System.arraycopy(source.pixels(), y * row, padded, ((top + y) * width + left) * 3, row);
        }
        return new RgbImage(width, height, padded);
    }

    private int side(SplittableRandom random, int length) {
        return (int) Math.round(length * (least + (most - least) * random.nextDouble()));
    }

    private byte[] frame(int width, int height, int[] colour, Random noise) {
        byte[] frame = new byte[width * height * 3];
        for (int i = 0; i < frame.length; i++) {
            frame[i] = Pixels.toByte(colour[i % 3] + noiseSigma * noise.nextGaussian());
        }
        return frame;
    }
}
