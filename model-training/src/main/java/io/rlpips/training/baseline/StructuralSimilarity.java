package io.rlpips.training.baseline;

import io.rlpips.metric.image.RgbImage;

/** SSIM (Wang et al. 2004) on grey levels at full size: no down-sampling first. */
public final class StructuralSimilarity implements Baseline {
    @Override
    public String name() {
        return "ssim";
    }

    @Override
    public String unit() {
        return "-1 to 1, 1 = equal";
    }

    @Override
    public double figure(RgbImage a, RgbImage b) {
        Baseline.requireComparable(name(), a, b, StructuralComparison.WINDOW);
        return StructuralComparison.of(Plane.grey(a), Plane.grey(b)).similarity();
    }

    @Override
    public double distanceOf(double figure) {
        return 1 - figure;
    }
}
