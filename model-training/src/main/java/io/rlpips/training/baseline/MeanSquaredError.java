package io.rlpips.training.baseline;

import io.rlpips.metric.image.RgbImage;

/** L2: the mean squared difference of all samples, on [0, 1]. */
public final class MeanSquaredError implements Baseline {
    private static final double LARGEST_SAMPLE = 255;

    @Override
    public String name() {
        return "l2";
    }

    @Override
    public String unit() {
        return "mean square of differences in [0, 1]";
    }

    @Override
    public double figure(RgbImage a, RgbImage b) {
        Baseline.requireComparable(name(), a, b, 1);
        long sum = 0;
        for (int i = 0; i < a.pixels().length; i++) {
            long difference = (a.pixels()[i] & 0xff) - (b.pixels()[i] & 0xff);
            sum += difference * difference;
        }
        return sum / (LARGEST_SAMPLE * LARGEST_SAMPLE * a.pixels().length);
    }

    @Override
    public double distanceOf(double figure) {
        return figure;
    }
}
