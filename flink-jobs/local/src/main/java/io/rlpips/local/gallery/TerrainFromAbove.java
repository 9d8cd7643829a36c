package io.rlpips.local.gallery;

import static io.rlpips.local.gallery.Shading.smooth;

import io.rlpips.metric.image.RgbImage;
import java.util.SplittableRandom;

/** Coast, forest, rock and snow as a satellite sees them, light from the north-west. */
final class TerrainFromAbove implements Scene {
    @Override
    public RgbImage draw(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Noise noise = new Noise(random.nextLong());
        double scale = random.nextDouble(1.6, 3.2);
        double sea = random.nextDouble(0.40, 0.52);
        Colour deep = Colour.hsv(random.nextDouble(0.50, 0.64), 0.8, 0.35);
        Colour green = Colour.hsv(random.nextDouble(0.17, 0.38), 0.5, 0.42);
        Colour dry = Colour.hsv(random.nextDouble(0.05, 0.13), 0.45, 0.62);
        return Shading.shade(width, height, (x, y) -> {
            double level = level(noise, x * scale, y * scale);
            if (level < sea) {
                double shallow = smooth(sea - 0.11, sea, level);
                double swell = noise.fractal(x * 26, y * 26, 3) * 0.08;
                return deep.mix(new Colour(0.35, 0.75, 0.72), shallow * 0.8).times(0.92 + swell);
            }
            double lift = (level - sea) / (1 - sea);
            double slope = level - level(noise, (x - 0.006) * scale, (y - 0.006) * scale);
            double patches = noise.fractal(x * 14, y * 14, 4);
            Colour ground = new Colour(0.86, 0.79, 0.6)
                    .mix(green, smooth(0.02, 0.07, lift))
                    .mix(dry, smooth(0.2, 0.42, lift + (patches - 0.5) * 0.3))
                    .mix(new Colour(0.46, 0.43, 0.42), smooth(0.40, 0.52, lift))
                    .mix(new Colour(0.97, 0.98, 1), smooth(0.52, 0.6, lift + (patches - 0.5) * 0.15));
            return ground.times(0.82 + (patches - 0.5) * 0.35 + Math.max(-0.5, Math.min(0.6, slope * 22)));
        });
    }

    private static double level(Noise noise, double x, double y) {
        return 0.65 * noise.fractal(x, y, 7) + 0.35 * noise.ridges(x * 0.9 + 11, y * 0.9 + 7, 4);
    }
}
