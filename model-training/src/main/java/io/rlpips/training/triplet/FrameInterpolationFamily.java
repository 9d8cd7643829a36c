package io.rlpips.training.triplet;

import static io.rlpips.training.triplet.Degradation.geometric;
import static io.rlpips.training.triplet.Degradation.gradual;
import static io.rlpips.training.triplet.Degradation.linear;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * The picture guessed from what comes before and after it in a film: two frames in which everything has moved a little,
 * the one way and the other, put together without knowing the motion well.
 */
final class FrameInterpolationFamily implements DistortionFamily {
    private static final List<Function<SplittableRandom, Degradation>> KINDS = List.of(
            FrameInterpolationFamily::blended,
            FrameInterpolationFamily::wronglyWarped,
            FrameInterpolationFamily::ghost);

    private static final double MILDEST_PIXELS = 0.5;
    private static final double WORST_PIXELS = 8;

    @Override
    public String name() {
        return "frameinterp";
    }

    @Override
    public Degradation draw(SplittableRandom random) {
        return Choice.of(KINDS, random).apply(random);
    }

    /** Half of either frame; the severity is how far they lie apart. */
    private static Degradation blended(SplittableRandom style) {
        return gradual("half-way-blend", (source, severity, random) -> {
            Motion motion = motion(source.width(), source.height(), severity, random);
            Raster truth = Raster.of(source);
            return truth.moved(motion)
                    .mixed(truth.moved(motion.scaled(-1)), 0.5)
                    .toImage();
        });
    }

    /** A frame moved to where the picture should be, but along a motion that is wrong; the severity is by how much. */
    private static Degradation wronglyWarped(SplittableRandom style) {
        return gradual("wrong-motion", (source, severity, random) -> {
            Motion error = Motion.warp(
                    source.width(),
                    source.height(),
                    Motion.pixels(geometric(MILDEST_PIXELS, WORST_PIXELS, severity), source.width()),
                    random);
            Motion other = Motion.warp(source.width(), source.height(), 1, random);
            Raster truth = Raster.of(source);
            Raster fromBefore = truth.moved(error);
            Raster fromAfter = truth.moved(error.plus(other, 1));
            return fromBefore.mixed(fromAfter, 0.5).toImage();
        });
    }

    /** The neighbouring frame shines through; the severity is how strongly. */
    private static Degradation ghost(SplittableRandom style) {
        double pixels = Choice.between(3, 8, style);
        return gradual("ghost", (source, severity, random) -> {
            Motion motion = Motion.shift(
                    source.width(), source.height(), Choice.direction(random), Motion.pixels(pixels, source.width()));
            Raster truth = Raster.of(source);
            return truth.mixed(truth.moved(motion), linear(0.05, 0.7, severity)).toImage();
        });
    }

    /** The camera's motion and what moves in front of it. */
    private static Motion motion(int width, int height, double severity, SplittableRandom random) {
        double pixels = Motion.pixels(geometric(MILDEST_PIXELS, WORST_PIXELS, severity), width);
        return Motion.shift(width, height, Choice.direction(random), 0.7 * pixels)
                .plus(Motion.warp(width, height, 0.3 * pixels, random), 1);
    }
}
