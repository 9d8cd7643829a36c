package io.rlpips.training.baseline;

import io.rlpips.metric.image.RgbImage;
import java.util.Arrays;

/**
 * MS-SSIM (Wang et al. 2003): contrast-structure at every scale and luminance at the coarsest, brought together with the
 * weights of the paper. A scale is the last one's means over 2x2 pixels.
 *
 * <p>Five scales need sides of 176 pixels. Smaller pictures have as many scales as the window fits into, with the
 * weights of those scaled to the same sum: 64x64 pictures have three.
 */
public final class MultiScaleSimilarity implements Baseline {
    private static final double[] WEIGHTS = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};

    private final boolean product;

    private MultiScaleSimilarity(boolean product) {
        this.product = product;
    }

    /** @return the weighted mean of the scales, which the published tables of figures on test pictures hold */
    public static MultiScaleSimilarity weightedMean() {
        return new MultiScaleSimilarity(false);
    }

    /** @return the paper's formula: each scale to the power of its weight, multiplied; a negative scale counts as 0 */
    public static MultiScaleSimilarity product() {
        return new MultiScaleSimilarity(true);
    }

    @Override
    public String name() {
        return product ? "ms-ssim-product" : "ms-ssim";
    }

    @Override
    public String unit() {
        return "-1 to 1, 1 = equal";
    }

    @Override
    public double figure(RgbImage a, RgbImage b) {
        Baseline.requireComparable(name(), a, b, StructuralComparison.WINDOW);
        double[] weights = weights(Math.min(a.width(), a.height()));
        double[] scales = scales(Plane.grey(a), Plane.grey(b), weights.length);
        double multiplied = 1;
        double added = 0;
        double total = 0;
        for (int scale = 0; scale < scales.length; scale++) {
            multiplied *= Math.pow(Math.max(0, scales[scale]), weights[scale]);
            added += weights[scale] * scales[scale];
            total += weights[scale];
        }
        return product ? multiplied : added / total;
    }

    @Override
    public double distanceOf(double figure) {
        return 1 - figure;
    }

    private static double[] scales(Plane a, Plane b, int count) {
        double[] scales = new double[count];
        Plane left = a;
        Plane right = b;
        for (int scale = 0; scale < count; scale++) {
            StructuralComparison compared = StructuralComparison.of(left, right);
            scales[scale] = scale == count - 1 ? compared.similarity() : compared.contrastStructure();
            left = left.averaged(2);
            right = right.averaged(2);
        }
        return scales;
    }

    /** @return one a scale that fits */
    static double[] weights(int side) {
        int scales = 1;
        while (scales < WEIGHTS.length && side >> scales >= StructuralComparison.WINDOW) {
            scales++;
        }
        double[] weights = Arrays.copyOf(WEIGHTS, scales);
        double factor = Arrays.stream(WEIGHTS).sum() / Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(weight -> weight * factor).toArray();
    }
}
