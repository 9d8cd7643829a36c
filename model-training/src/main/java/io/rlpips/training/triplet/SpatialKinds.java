package io.rlpips.training.triplet;

import static io.rlpips.training.triplet.Degradation.geometric;
import static io.rlpips.training.triplet.Degradation.gradual;

import io.rlpips.metric.image.RgbImage;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Pixels moved, edges continued; every version has its own direction. */
final class SpatialKinds {
    static final List<Function<SplittableRandom, Degradation>> ALL = List.of(
            SpatialKinds::shift,
            SpatialKinds::warp,
            SpatialKinds::turn,
            SpatialKinds::zoom,
            SpatialKinds::channelsApart);

    private SpatialKinds() {}

    private static Degradation shift(SplittableRandom style) {
        return gradual("shift", (source, severity, random) -> {
            double pixels = Motion.pixels(geometric(0.5, 10, severity), source.width());
            return moved(source, Motion.shift(source.width(), source.height(), Choice.direction(random), pixels));
        });
    }

    private static Degradation warp(SplittableRandom style) {
        return gradual("warp", (source, severity, random) -> {
            double pixels = Motion.pixels(geometric(0.5, 8, severity), source.width());
            return moved(source, Motion.warp(source.width(), source.height(), pixels, random));
        });
    }

    private static Degradation turn(SplittableRandom style) {
        return gradual("turn", (source, severity, random) -> {
            double degrees = Choice.sign(random) * geometric(0.7, 18, severity);
            return moved(source, Motion.turn(source.width(), source.height(), degrees, 1));
        });
    }

    private static Degradation zoom(SplittableRandom style) {
        return gradual("zoom", (source, severity, random) -> {
            double factor = 1 + geometric(0.015, 0.45, severity);
            return moved(source, Motion.turn(source.width(), source.height(), 0, factor));
        });
    }

    /** Red to one side, blue to the other, as a poor lens does. */
    private static Degradation channelsApart(SplittableRandom style) {
        return gradual("channels-apart", (source, severity, random) -> {
            double pixels = Motion.pixels(geometric(0.3, 6, severity), source.width());
            double direction = Choice.direction(random);
            Raster still = Raster.of(source);
            float[] apart = still.samples().clone();
            for (int channel = 0; channel <= 2; channel += 2) {
                Motion shift = Motion.shift(source.width(), source.height(), direction, pixels * (channel - 1));
                float[] moved = still.moved(shift).samples();
                for (int i = channel; i < apart.length; i += 3) {
                    apart[i] = moved[i];
                }
            }
            return new Raster(source.width(), source.height(), apart).toImage();
        });
    }

    private static RgbImage moved(RgbImage source, Motion motion) {
        return Raster.of(source).moved(motion).toImage();
    }
}
