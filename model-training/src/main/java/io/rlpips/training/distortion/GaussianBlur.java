package io.rlpips.training.distortion;

import io.rlpips.metric.image.RgbImage;
import java.util.Map;

/**
 * Blur by a Gaussian cut off at three sigma, edges continued.
 *
 * @param sigmaPixels more than 0, at most 50
 */
public record GaussianBlur(double sigmaPixels) implements Distortion {
    public GaussianBlur {
        Parameter.within("blur sigma", sigmaPixels, 1e-3, 50);
    }

    @Override
    public String name() {
        return "blur";
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of("sigmaPixels", sigmaPixels);
    }

    @Override
    public RgbImage apply(RgbImage source) {
        int width = source.width();
        int height = source.height();
        float[] samples = new float[source.pixels().length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = source.pixels()[i] & 0xff;
        }
        float[] kernel = kernel();
        // Along the rows a neighbour is one pixel away, along the columns one row.
        float[] rows = blur(samples, kernel, width, 3, height, width * 3);
        float[] both = blur(rows, kernel, height, width * 3, width, 3);
        byte[] blurred = new byte[both.length];
        for (int i = 0; i < both.length; i++) {
            blurred[i] = Pixels.toByte(both[i]);
        }
        return new RgbImage(width, height, blurred);
    }

    private float[] kernel() {
        int reach = (int) Math.ceil(3 * sigmaPixels);
        float[] kernel = new float[2 * reach + 1];
        double sum = 0;
        for (int i = -reach; i <= reach; i++) {
            kernel[i + reach] = (float) Math.exp(-i * i / (2 * sigmaPixels * sigmaPixels));
            sum += kernel[i + reach];
        }
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] /= (float) sum;
        }
        return kernel;
    }

    /** One pass along {@code lines} lines of {@code length} pixels that lie {@code step} samples apart. */
    private static float[] blur(float[] samples, float[] kernel, int length, int step, int lines, int lineStep) {
        int reach = kernel.length / 2;
        float[] blurred = new float[samples.length];
        for (int line = 0; line < lines; line++) {
            for (int i = 0; i < length; i++) {
                for (int channel = 0; channel < 3; channel++) {
                    int start = line * lineStep + channel;
                    float sum = 0;
                    for (int k = -reach; k <= reach; k++) {
                        int at = Math.max(0, Math.min(length - 1, i + k));
                        sum += kernel[k + reach] * samples[start + at * step];
                    }
                    blurred[start + i * step] = sum;
                }
            }
        }
        return blurred;
    }
}
