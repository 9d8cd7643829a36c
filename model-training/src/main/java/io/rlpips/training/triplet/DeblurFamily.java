package io.rlpips.training.triplet;

import io.rlpips.metric.image.RgbImage;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** Pictures blurred, made slightly noisy, and sharpened again; the severity is the blur's. */
final class DeblurFamily implements DistortionFamily {
    private static final double MILDEST_SIGMA = 0.5;
    private static final double WORST_SIGMA = 3.5;
    private static final double NOISE_SIGMA = 1;
    private static final float SMALLEST = 1e-3f;

    /** A way back from a blur. */
    private record Method(String name, Restoration restoration) {}

    private interface Restoration {
        Raster of(Raster blurred, double sigmaPixels);
    }

    @Override
    public String name() {
        return "deblur";
    }

    @Override
    public Degradation draw(SplittableRandom random) {
        Method method = Choice.<java.util.function.Supplier<Method>>of(
                        List.of(() -> unsharp(random), () -> wiener(random), () -> richardsonLucy(random)), random)
                .get();
        return Degradation.gradual(method.name(), (source, severity, each) -> {
            double sigma = Motion.pixels(Degradation.geometric(MILDEST_SIGMA, WORST_SIGMA, severity), source.width());
            return method.restoration()
                    .of(photographed(source, sigma, each), sigma)
                    .toImage();
        });
    }

    private static Raster photographed(RgbImage source, double sigma, SplittableRandom random) {
        return Raster.of(source)
                .blurred(sigma)
                .mapped(value -> Math.round(value + NOISE_SIGMA * random.nextGaussian()));
    }

    private static Method unsharp(SplittableRandom random) {
        double amount = Choice.between(0.5, 4, random);
        return new Method("unsharp", (blurred, sigma) -> blurred.sharpened(sigma, amount));
    }

    private static Method wiener(SplittableRandom random) {
        double noise = Math.pow(10, Choice.between(-3.2, -1.5, random));
        return new Method("wiener", (blurred, sigma) -> WienerFilter.of(blurred, sigma, noise));
    }

    /** Richardson 1972, Lucy 1974: the estimate times the blurred ratio of what was seen to what it would look like. */
    private static Method richardsonLucy(SplittableRandom random) {
        int rounds = 3 + random.nextInt(13);
        return new Method("richardson-lucy", (blurred, sigma) -> {
            UnaryOperator<Raster> positive = raster -> raster.mapped(value -> Math.max(SMALLEST, value));
            Raster seen = positive.apply(blurred);
            Raster estimate = seen;
            for (int i = 0; i < rounds; i++) {
                Raster expected = positive.apply(estimate.blurred(sigma));
                Raster correction =
                        seen.combined(expected, (mine, theirs) -> mine / theirs).blurred(sigma);
                estimate = estimate.combined(correction, (mine, factor) -> mine * factor);
            }
            return estimate;
        });
    }
}
