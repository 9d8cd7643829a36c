package io.rlpips.local.gallery;

import static io.rlpips.local.gallery.Shading.smooth;

import io.rlpips.metric.image.RgbImage;
import java.awt.geom.Path2D;
import java.util.SplittableRandom;

/** Curtains of northern light above firs. */
final class Aurora implements Scene {
    @Override
    public RgbImage draw(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Noise noise = new Noise(random.nextLong());
        double hue = random.nextDouble(0.3, 0.5);
        double upperHue = hue + random.nextDouble(0.18, 0.45);
        double rise = random.nextDouble(-0.25, 0.25);
        RgbImage sky = Shading.shade(width, height, (x, y) -> {
            Colour night = new Colour(0.02, 0.03, 0.10).mix(new Colour(0.05, 0.12, 0.2), y);
            double star = noise.lattice((int) (x * 240), (int) (y * 240));
            Colour lit = night.plus(Colour.WHITE.times(star > 0.9965 ? (star - 0.9965) * 240 : 0));
            for (int curtain = 0; curtain < 3; curtain++) {
                double base = 0.38
                        + 0.13 * curtain
                        + rise * (x - 0.66)
                        + 0.22 * (noise.fractal(x * 1.6 + curtain * 9, curtain * 4.4, 3) - 0.5);
                double above = base - y;
                double folds = 0.35 + 0.65 * noise.fractal(x * 16 + curtain * 30, y * 0.7, 3);
                double glow = above > 0 ? Math.exp(-above * 6.5) : Math.exp(above * 45);
                Colour colour = Colour.hsv(hue + (upperHue - hue) * smooth(0, 0.35, above), 0.75, 1);
                lit = lit.plus(colour.times(0.75 * glow * folds));
            }
            return lit;
        });
        return Shading.over(sky, graphics -> {
            graphics.setColor(new Colour(0.01, 0.02, 0.04).toAwt());
            for (int i = 0; i < 44; i++) {
                double size = random.nextDouble(0.1, 0.34);
                graphics.fill(fir(random.nextDouble(-0.05, 1.4), 1.02, size));
            }
        });
    }

    private static Path2D fir(double x, double foot, double size) {
        Path2D tree = new Path2D.Double();
        tree.moveTo(x, foot - size);
        int tiers = 5;
        for (int side = 1; side >= -1; side -= 2) {
            for (int k = 0; k < tiers; k++) {
                int tier = side > 0 ? k + 1 : tiers - k;
                double y = foot - size + size * tier / tiers;
                double outer = side * size * 0.2 * tier / tiers;
                double inner = outer * 0.45;
                tree.lineTo(x + (side > 0 ? outer : inner), y);
                tree.lineTo(x + (side > 0 ? inner : outer), y);
            }
        }
        tree.closePath();
        return tree;
    }
}
