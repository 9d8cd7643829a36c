package io.rlpips.training.triplet;

import static io.rlpips.training.triplet.Degradation.geometric;
import static io.rlpips.training.triplet.Degradation.gradual;
import static io.rlpips.training.triplet.Degradation.linear;

import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.distortion.Greyscale;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Grey pictures coloured again, only nearly right: light stays, the colour (what a pixel differs by from its grey) is
 * blurred, displaced, turned, made coarse, faded or replaced by that of the whole.
 */
final class ColourFamily implements DistortionFamily {
    private static final List<Function<SplittableRandom, Degradation>> KINDS = List.of(
            ColourFamily::blurred,
            ColourFamily::displaced,
            ColourFamily::turned,
            ColourFamily::coarse,
            ColourFamily::faded,
            ColourFamily::uniform);

    /** Mean distance of a sample from its grey, on the scale 0 to 255. */
    private static final double LEAST_COLOUR = 8;

    /** What becomes of the colour. */
    private interface Recolouring {
        Raster of(Raster colour, double severity, SplittableRandom random);
    }

    @Override
    public String name() {
        return "color";
    }

    @Override
    public Degradation draw(SplittableRandom random) {
        return Choice.of(KINDS, random).apply(random);
    }

    /** Grey pictures stay what they are, whatever becomes of their colour. */
    @Override
    public boolean suits(RgbImage picture) {
        double distance = 0;
        for (float difference : colour(picture).samples()) {
            distance += Math.abs(difference);
        }
        return distance / picture.pixels().length >= LEAST_COLOUR;
    }

    private static Raster colour(RgbImage picture) {
        Raster grey = Raster.of(new Greyscale().apply(picture));
        return Raster.of(picture).combined(grey, (mine, theirs) -> mine - theirs);
    }

    private static Degradation kind(String name, Recolouring recolouring) {
        return gradual(name, (source, severity, random) -> {
            Raster grey = Raster.of(new Greyscale().apply(source));
            Raster recoloured = recolouring.of(colour(source), severity, random);
            return grey.combined(recoloured, Double::sum).toImage();
        });
    }

    private static Degradation blurred(SplittableRandom style) {
        return kind(
                "colour-blurred",
                (colour, severity, random) ->
                        colour.blurred(Motion.pixels(geometric(0.7, 20, severity), colour.width())));
    }

    private static Degradation displaced(SplittableRandom style) {
        return kind("colour-displaced", (colour, severity, random) -> {
            double pixels = Motion.pixels(geometric(0.7, 16, severity), colour.width());
            return colour.moved(Motion.shift(colour.width(), colour.height(), Choice.direction(random), pixels));
        });
    }

    /** The hue turned about the grey axis (Rodrigues' rotation), which leaves the sum of the channels as it is. */
    private static Degradation turned(SplittableRandom style) {
        int sign = Choice.sign(style);
        return kind("colour-turned", (colour, severity, random) -> {
            double angle = Math.toRadians(sign * geometric(6, 150, severity));
            float[] turned = new float[colour.samples().length];
            for (int i = 0; i < turned.length; i++) {
                int pixel = i - i % 3;
                double mean = (colour.samples()[pixel] + colour.samples()[pixel + 1] + colour.samples()[pixel + 2]) / 3;
                double next = colour.samples()[pixel + (i + 1) % 3];
                double afterNext = colour.samples()[pixel + (i + 2) % 3];
                turned[i] = (float) (mean * (1 - Math.cos(angle))
                        + colour.samples()[i] * Math.cos(angle)
                        + (afterNext - next) / Math.sqrt(3) * Math.sin(angle));
            }
            return new Raster(colour.width(), colour.height(), turned);
        });
    }

    private static Degradation coarse(SplittableRandom style) {
        return kind("colour-coarse", (colour, severity, random) -> {
            double step = geometric(12, 160, severity);
            return colour.mapped(value -> Math.round(value / step) * step);
        });
    }

    private static Degradation faded(SplittableRandom style) {
        return kind("colour-faded", (colour, severity, random) -> {
            double left = linear(0.93, 0, severity);
            return colour.mapped(value -> left * value);
        });
    }

    /** Every pixel gets nearer to the picture's mean colour, as a cautious network paints. */
    private static Degradation uniform(SplittableRandom style) {
        return kind("colour-uniform", (colour, severity, random) -> {
            double[] mean = new double[3];
            for (int i = 0; i < colour.samples().length; i++) {
                mean[i % 3] += 3.0 * colour.samples()[i] / colour.samples().length;
            }
            float[] uniform = new float[colour.samples().length];
            for (int i = 0; i < uniform.length; i++) {
                uniform[i] = (float) linear(colour.samples()[i], mean[i % 3], linear(0.08, 1, severity));
            }
            return new Raster(colour.width(), colour.height(), uniform);
        });
    }
}
