package io.rlpips.local.gallery;

import static io.rlpips.local.gallery.Shading.smooth;

import io.rlpips.metric.image.RgbImage;
import java.util.SplittableRandom;

/** Ranges one behind the other in the haze, snow on the far ones, a lake that mirrors them. */
final class MountainLake implements Scene {
    private static final int RANGES = 5;
    private static final Colour[][] SKIES = {
        {Colour.of(0x2a4f8f), Colour.of(0xf7b267)}, {Colour.of(0x3f86d6), Colour.of(0xdcecf7)},
        {Colour.of(0x41295a), Colour.of(0xf0635a)}, {Colour.of(0x6a85a3), Colour.of(0xe6e2d8)},
    };

    @Override
    public RgbImage draw(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Colour[] sky = SKIES[random.nextInt(SKIES.length)];
        double shore = random.nextDouble(0.62, 0.74);
        double sunX = random.nextDouble(0.2, 1.1);
        double sunY = random.nextDouble(0.12, 0.34);
        double steepness = random.nextDouble(0.20, 0.34);
        Noise noise = new Noise(random.nextLong());
        View view = new View(noise, sky, shore, sunX, sunY, steepness, random.nextDouble(10));
        return Shading.shade(width, height, (x, y) -> {
            if (y < shore) {
                return view.above(x, y);
            }
            double depth = (y - shore) / (1 - shore);
            double ripple = (noise.fractal(x * 6, depth * 60, 3) - 0.5) * 0.05 * (0.3 + depth);
            Colour mirrored = view.above(x + ripple, shore - (y - shore) * 0.85 - ripple * 0.6);
            return mirrored.times(0.72).mix(sky[0].times(0.5), 0.25 + 0.3 * depth);
        });
    }

    private record View(
            Noise noise, Colour[] sky, double shore, double sunX, double sunY, double steepness, double offset) {
        Colour above(double x, double y) {
            for (int range = RANGES - 1; range >= 0; range--) {
                double crest = crest(range, x);
                if (y > crest) {
                    return rock(range, x, y, crest);
                }
            }
            double glow = Math.exp(-14 * Math.hypot(x - sunX, y - sunY));
            Colour air = sky[0].mix(sky[1], Math.pow(y / shore, 0.8));
            double cloud = smooth(0.5, 0.8, noise.fractal(x * 2.2 + 40, y * 7 + 40, 5));
            Colour clouded = air.mix(sky[1].mix(Colour.WHITE, 0.5), cloud * 0.55);
            double disc = smooth(0.045, 0.04, Math.hypot(x - sunX, y - sunY));
            return clouded.plus(new Colour(1, 0.85, 0.6).times(glow * 0.8)).mix(new Colour(1, 0.97, 0.85), disc);
        }

        private double crest(int range, double x) {
            double nearness = range / (double) (RANGES - 1);
            double base = shore * (0.42 + 0.5 * nearness);
            double rough = noise.ridges(x * (1.3 + nearness) + range * 13.7 + offset, range * 5.1 + 0.5, 6);
            return base - (rough - 0.45) * steepness * (1.25 - 0.85 * nearness);
        }

        private Colour rock(int range, double x, double y, double crest) {
            double nearness = range / (double) (RANGES - 1);
            double slope = crest(range, x + 0.006) - crest(range, x - 0.006);
            double grain = noise.fractal(x * 22 + range * 31, y * 30, 4);
            double light = 0.55 + Math.max(-0.3, Math.min(0.3, slope * 9)) + (grain - 0.5) * 0.5;
            Colour ground = new Colour(0.30, 0.29, 0.31).mix(new Colour(0.10, 0.20, 0.12), nearness);
            double snow = smooth(0.13, 0.02, y - crest + (grain - 0.5) * 0.12) * (1 - smooth(0.2, 0.65, nearness));
            Colour lit = ground.mix(new Colour(0.95, 0.96, 1), snow).times(0.45 + light);
            double haze = (1 - nearness) * 0.62 + smooth(0.0, 0.3, y - crest) * 0.12;
            return lit.mix(sky[1].mix(sky[0], 0.25), haze);
        }
    }
}
