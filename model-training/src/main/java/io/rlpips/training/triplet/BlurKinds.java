package io.rlpips.training.triplet;

import static io.rlpips.training.triplet.Degradation.geometric;
import static io.rlpips.training.triplet.Degradation.gradual;

import io.rlpips.training.distortion.GaussianBlur;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Sharpness lost. */
final class BlurKinds {
    static final List<Function<SplittableRandom, Degradation>> ALL = List.of(BlurKinds::gaussian, BlurKinds::motion);

    private static final int EXPOSURES = 9;

    private BlurKinds() {}

    private static Degradation gaussian(SplittableRandom style) {
        return gradual("blur", (source, severity, random) -> {
            double sigma = Motion.pixels(geometric(0.35, 4, severity), source.width());
            return new GaussianBlur(sigma).apply(source);
        });
    }

    /** The mean of the picture along a way. */
    private static Degradation motion(SplittableRandom style) {
        double direction = Choice.direction(style);
        return gradual("motion-blur", (source, severity, random) -> {
            double way = Motion.pixels(geometric(1, 14, severity), source.width());
            Raster still = Raster.of(source);
            Raster sum = still.mapped(value -> 0);
            for (int i = 0; i < EXPOSURES; i++) {
                double along = way * (i / (EXPOSURES - 1.0) - 0.5);
                Motion shift = Motion.shift(source.width(), source.height(), direction, along);
                sum = sum.combined(still.moved(shift), (before, exposure) -> before + exposure / EXPOSURES);
            }
            return sum.toImage();
        });
    }
}
