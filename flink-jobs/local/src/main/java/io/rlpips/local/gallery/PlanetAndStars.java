package io.rlpips.local.gallery;

import static io.rlpips.local.gallery.Shading.smooth;

import io.rlpips.metric.image.RgbImage;
import java.util.SplittableRandom;

/** A planet, lit from one side, before a nebula. */
final class PlanetAndStars implements Scene {
    @Override
    public RgbImage draw(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Noise noise = new Noise(random.nextLong());
        double radius = random.nextDouble(0.2, 0.42);
        double centreX = random.nextDouble(0.35, 1.0);
        double centreY = random.nextDouble(0.32, 0.68);
        double hue = random.nextDouble();
        boolean banded = random.nextBoolean();
        boolean ringed = random.nextInt(3) > 0;
        double tilt = random.nextDouble(-0.6, 0.6);
        double lightX = random.nextBoolean() ? 0.75 : -0.75;
        return Shading.shadeSmoothly(width, height, (x, y) -> {
            double dx = (x - centreX) / radius;
            double dy = (y - centreY) / radius;
            double u = dx * Math.cos(tilt) + dy * Math.sin(tilt);
            double v = dy * Math.cos(tilt) - dx * Math.sin(tilt);
            double ring = Math.hypot(u, v * 3.4);
            double band = ringed
                    ? smooth(1.3, 1.36, ring) * smooth(2.15, 2.1, ring) * (0.45 + 0.5 * noise.at(ring * 22, 3))
                    : 0;
            Colour dust = Colour.hsv(hue + 0.08, 0.3, 0.95);
            double inside = 1 - dx * dx - dy * dy;
            if (inside > 0) {
                double depth = Math.sqrt(inside);
                double light = Math.max(0, lightX * u + 0.35 * depth - 0.3 * v) + 0.03;
                double surface = banded
                        ? noise.fractal(u * 1.2 + 3, v * 6 + noise.fractal(u * 3, v * 5, 4), 5)
                        : noise.fractal(u * 2.4 / (0.4 + depth) + 9, v * 2.4 / (0.4 + depth), 6);
                Colour ground =
                        Colour.hsv(hue, 0.7, 0.5).mix(Colour.hsv(hue + 0.12, 0.35, 1), smooth(0.35, 0.65, surface));
                Colour globe = ground.times(light * 1.35)
                        .plus(Colour.hsv(hue + 0.5, 0.4, 1).times(Math.pow(1 - depth, 4) * light));
                return v > 0 ? globe.mix(dust, band * 0.9) : globe;
            }
            double veil = Math.pow(noise.fractal(x * 2.2, y * 2.2, 6), 2.6);
            Colour space = Colour.hsv(hue + 0.4, 0.75, 1)
                    .times(veil * 1.15)
                    .plus(Colour.hsv(hue + 0.7, 0.8, 1).times(Math.pow(noise.fractal(x * 3 + 70, y * 3, 5), 4)));
            double star = noise.lattice((int) (x * 300), (int) (y * 300));
            Colour sky = space.plus(Colour.WHITE.times(star > 0.996 ? (star - 0.996) * 230 : 0));
            return sky.mix(dust, band * 0.9);
        });
    }
}
