package io.rlpips.training.baseline;

import io.rlpips.metric.image.RgbImage;
import java.util.concurrent.atomic.AtomicReference;

/**
 * FSIM and FSIMc (Zhang et al. 2011): likeness of phase congruency and of gradient magnitude, in FSIMc of the two colour
 * axes too, averaged with the stronger phase congruency of the two pictures as weight. Pictures whose shorter side is 384
 * pixels or more are made smaller first, to a side of about 256, as the paper does. Where neither picture has any
 * structure there is no weight, and the figure is 1.
 */
public final class FeatureSimilarity implements Baseline {
    private static final double CONGRUENCY_CONSTANT = 0.85;
    private static final double GRADIENT_CONSTANT = 160;
    private static final double COLOUR_CONSTANT = 200;
    private static final double COLOUR_POWER = 0.03;
    private static final double COMPARED_SIDE = 256;
    private static final int USUAL_SIDE = 64;
    private static final int SMALLEST_SIDE = 2;

    private final boolean withColour;
    /** Filters depend on the size alone, and a data set has one size. */
    private final AtomicReference<PhaseCongruency> lastUsed =
            new AtomicReference<>(new PhaseCongruency(USUAL_SIDE, USUAL_SIDE));

    private FeatureSimilarity(boolean withColour) {
        this.withColour = withColour;
    }

    /** @return FSIM, which sees luminance only */
    public static FeatureSimilarity ofLuminance() {
        return new FeatureSimilarity(false);
    }

    /** @return FSIMc */
    public static FeatureSimilarity ofColour() {
        return new FeatureSimilarity(true);
    }

    @Override
    public String name() {
        return withColour ? "fsimc" : "fsim";
    }

    @Override
    public String unit() {
        return "0 to 1, 1 = equal";
    }

    @Override
    public double figure(RgbImage a, RgbImage b) {
        Baseline.requireComparable(name(), a, b, SMALLEST_SIDE);
        ColourAxes left = ColourAxes.of(a);
        ColourAxes right = ColourAxes.of(b);
        PhaseCongruency congruency = congruency(left.luminance());
        Plane leftCongruency = congruency.of(left.luminance());
        Plane rightCongruency = congruency.of(right.luminance());
        Plane weight = leftCongruency.with(rightCongruency, Math::max);
        Plane likeness = likeness(leftCongruency, rightCongruency, CONGRUENCY_CONSTANT)
                .with(
                        likeness(gradient(left.luminance()), gradient(right.luminance()), GRADIENT_CONSTANT),
                        FeatureSimilarity::product);
        if (withColour) {
            likeness = likeness.with(colourLikeness(left, right), FeatureSimilarity::product);
        }
        double total = weight.sum();
        return total == 0
                ? 1
                : likeness.with(weight, FeatureSimilarity::product).sum() / total;
    }

    @Override
    public double distanceOf(double figure) {
        return 1 - figure;
    }

    private PhaseCongruency congruency(Plane plane) {
        PhaseCongruency last = lastUsed.get();
        if (!last.fits(plane)) {
            last = new PhaseCongruency(plane.width(), plane.height());
            lastUsed.set(last);
        }
        return last;
    }

    private static Plane colourLikeness(ColourAxes a, ColourAxes b) {
        Plane inPhase = likeness(a.inPhase(), b.inPhase(), COLOUR_CONSTANT);
        Plane quadrature = likeness(a.quadrature(), b.quadrature(), COLOUR_CONSTANT);
        // Opposite colours make the product negative; the published figure is the real part of the complex power.
        return inPhase.with(
                quadrature,
                (i, q) -> Math.pow(Math.abs(i * q), COLOUR_POWER) * (i * q < 0 ? Math.cos(Math.PI * COLOUR_POWER) : 1));
    }

    private static Plane likeness(Plane a, Plane b, double constant) {
        return a.with(b, (left, right) -> (2 * left * right + constant) / (left * left + right * right + constant));
    }

    /** Length of Scharr's gradient, zeros outside. */
    private static Plane gradient(Plane plane) {
        double[] lengths = new double[plane.values().length];
        for (int y = 0; y < plane.height(); y++) {
            for (int x = 0; x < plane.width(); x++) {
                double across = 0;
                double down = 0;
                for (int k = -1; k <= 1; k++) {
                    double weight = (k == 0 ? 10 : 3) / 16.0;
                    across += weight * (plane.at(x + 1, y + k) - plane.at(x - 1, y + k));
                    down += weight * (plane.at(x + k, y + 1) - plane.at(x + k, y - 1));
                }
                lengths[y * plane.width() + x] = Math.hypot(across, down);
            }
        }
        return new Plane(plane.width(), plane.height(), lengths);
    }

    private static double product(double a, double b) {
        return a * b;
    }

    /** Y, I and Q of the NTSC, samples in [0, 255], at the size that is compared. */
    private record ColourAxes(Plane luminance, Plane inPhase, Plane quadrature) {
        static ColourAxes of(RgbImage picture) {
            int factor = (int) Math.max(1, Math.round(Math.min(picture.width(), picture.height()) / COMPARED_SIDE));
            return new ColourAxes(
                    Plane.weighted(picture, 0.299, 0.587, 0.114).averaged(factor),
                    Plane.weighted(picture, 0.596, -0.274, -0.322).averaged(factor),
                    Plane.weighted(picture, 0.211, -0.523, 0.312).averaged(factor));
        }
    }
}
