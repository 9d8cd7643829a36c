package io.rlpips.training.triplet;

import static io.rlpips.training.triplet.Degradation.geometric;
import static io.rlpips.training.triplet.Degradation.gradual;
import static io.rlpips.training.triplet.Degradation.linear;

import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.distortion.Brightness;
import io.rlpips.training.distortion.ColourShift;
import io.rlpips.training.distortion.Contrast;
import io.rlpips.training.distortion.Gamma;
import io.rlpips.training.distortion.Greyscale;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Light and colour changed. Which way is part of the kind: lighter and darker are not degrees of one thing. */
final class PhotometricKinds {
    static final List<Function<SplittableRandom, Degradation>> ALL = List.of(
            PhotometricKinds::brightness,
            PhotometricKinds::contrast,
            PhotometricKinds::tone,
            PhotometricKinds::saturation,
            PhotometricKinds::cast);

    private PhotometricKinds() {}

    private static Degradation brightness(SplittableRandom style) {
        double worst = style.nextBoolean() ? 2.2 : 0.25;
        return gradual(
                "brightness",
                (source, severity, random) ->
                        new Brightness(linear(1 + 0.03 * Math.signum(worst - 1), worst, severity)).apply(source));
    }

    private static Degradation contrast(SplittableRandom style) {
        double worst = style.nextBoolean() ? 3 : 0.15;
        return gradual(
                "contrast",
                (source, severity, random) ->
                        new Contrast(linear(1 + 0.04 * Math.signum(worst - 1), worst, severity)).apply(source));
    }

    /** A power curve over the samples. */
    private static Degradation tone(SplittableRandom style) {
        int sign = Choice.sign(style);
        return gradual("tone", (source, severity, random) -> {
            double exponent = Math.pow(2, sign * linear(0.06, 1.8, severity));
            return new Gamma(exponent).apply(source);
        });
    }

    /** Away from grey, or towards it. */
    private static Degradation saturation(SplittableRandom style) {
        boolean stronger = style.nextBoolean();
        return gradual("saturation", (source, severity, random) -> {
            double share = stronger ? linear(-0.08, -3, severity) : linear(0.08, 1, severity);
            return Raster.of(source)
                    .mixed(Raster.of(new Greyscale().apply(source)), share)
                    .toImage();
        });
    }

    private static Degradation cast(SplittableRandom style) {
        double[] direction = {style.nextGaussian(), style.nextGaussian(), style.nextGaussian()};
        double length = Math.hypot(Math.hypot(direction[0], direction[1]), direction[2]);
        return gradual("cast", (source, severity, random) -> {
            double strength = geometric(4, 110, severity) / length;
            return shifted(source, direction, strength);
        });
    }

    private static RgbImage shifted(RgbImage source, double[] direction, double strength) {
        return new ColourShift(
                        (int) Math.round(direction[0] * strength), (int) Math.round(direction[1] * strength), (int)
                                Math.round(direction[2] * strength))
                .apply(source);
    }
}
