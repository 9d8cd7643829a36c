package io.rlpips.training.triplet;

import static io.rlpips.training.triplet.Degradation.geometric;
import static io.rlpips.training.triplet.Degradation.gradual;

import io.rlpips.training.distortion.GaussianNoise;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Noise added; every version gets its own. */
final class NoiseKinds {
    static final List<Function<SplittableRandom, Degradation>> ALL =
            List.of(NoiseKinds::white, NoiseKinds::coarse, NoiseKinds::speckle, NoiseKinds::impulses);

    private NoiseKinds() {}

    private static Degradation white(SplittableRandom style) {
        return gradual(
                "noise",
                (source, severity, random) ->
                        new GaussianNoise(geometric(2, 60, severity), random.nextLong()).apply(source));
    }

    /** Grains several pixels wide. */
    private static Degradation coarse(SplittableRandom style) {
        int grain = 2 + style.nextInt(4);
        return gradual("coarse-noise", (source, severity, random) -> {
            Raster grains = normal(Math.max(2, source.width() / grain), Math.max(2, source.height() / grain), random);
            Raster noise = Upscaling.BICUBIC.to(grains, source.width(), source.height());
            double sigma = geometric(2.5, 60, severity);
            return Raster.of(source)
                    .combined(noise, (mine, normal) -> mine + sigma * normal)
                    .toImage();
        });
    }

    /** In proportion to the light. */
    private static Degradation speckle(SplittableRandom style) {
        return gradual("speckle", (source, severity, random) -> {
            Raster noise = normal(source.width(), source.height(), random);
            double sigma = geometric(0.02, 0.6, severity);
            return Raster.of(source)
                    .combined(noise, (mine, normal) -> mine * (1 + sigma * normal))
                    .toImage();
        });
    }

    /** Samples lost to black or white. */
    private static Degradation impulses(SplittableRandom style) {
        return gradual("impulses", (source, severity, random) -> {
            double share = geometric(0.001, 0.2, severity);
            return Raster.of(source)
                    .mapped(value -> random.nextDouble() < share ? (random.nextBoolean() ? 255 : 0) : value)
                    .toImage();
        });
    }

    private static Raster normal(int width, int height, SplittableRandom random) {
        float[] samples = new float[width * height * 3];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) random.nextGaussian();
        }
        return new Raster(width, height, samples);
    }
}
