package io.rlpips.training.baseline;

import io.rlpips.metric.image.RgbImage;

/**
 * PSNR over the three channels together: {@code -10 log10} of the {@link MeanSquaredError}. It orders pictures exactly as
 * that does; the distance is the reciprocal, which is 0 for equal pictures.
 */
public final class PeakSignalToNoise implements Baseline {
    private final MeanSquaredError error = new MeanSquaredError();

    @Override
    public String name() {
        return "psnr";
    }

    @Override
    public String unit() {
        return "dB";
    }

    @Override
    public double figure(RgbImage a, RgbImage b) {
        Baseline.requireComparable(name(), a, b, 1);
        // + 0.0: black against white is 0 dB, not -0, whose reciprocal would be negative
        return -10 * Math.log10(error.figure(a, b)) + 0.0;
    }

    @Override
    public double distanceOf(double figure) {
        return 1 / figure;
    }
}
