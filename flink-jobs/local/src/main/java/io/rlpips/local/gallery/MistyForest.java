package io.rlpips.local.gallery;

import static io.rlpips.local.gallery.Shading.smooth;

import io.rlpips.metric.image.RgbImage;
import java.util.SplittableRandom;

/** Trunks fading into the mist, light falling in from one side. */
final class MistyForest implements Scene {
    private static final int ROWS = 6;

    @Override
    public RgbImage draw(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Noise noise = new Noise(random.nextLong());
        double hue = random.nextDouble();
        Colour mist = Colour.hsv(0.08 + hue * 0.5, 0.16 + 0.22 * random.nextDouble(), 0.92);
        Colour bark = Colour.hsv(0.04 + 0.08 * random.nextDouble(), 0.45, 0.2);
        Colour floor = Colour.hsv(random.nextDouble(0.05, 0.36), 0.55, 0.32);
        double light = random.nextDouble(0.1, 1.2);
        return Shading.shade(width, height, (x, y) -> {
            for (int row = ROWS - 1; row >= 0; row--) {
                double near = row / (double) (ROWS - 1);
                double foot = 0.62 + 0.36 * near;
                double spacing = 0.09 + 0.20 * near;
                double lean = (noise.at(row * 5.1, y * 2) - 0.5) * 0.03;
                double place = (x + lean) / spacing + row * 17.3;
                int tree = (int) Math.floor(place);
                double centre = 0.25 + 0.5 * noise.lattice(tree, row);
                double half = (0.05 + 0.09 * noise.lattice(tree, row + 50)) * (1 + 0.35 * smooth(foot - 0.1, foot, y));
                double across = (place - tree - centre) / half;
                if (Math.abs(across) < 1 && y < foot) {
                    double grain = noise.fractal(place * 30, y * (9 - 4 * near), 4);
                    double round = 0.55 + 0.45 * Math.sqrt(1 - across * across) * (x < light ? 1 + across : 1 - across);
                    Colour trunk = bark.times(0.6 + grain * 1.3).times(round + 0.3);
                    return trunk.mix(mist, 0.9 * Math.pow(1 - near, 0.8));
                }
                if (y >= foot) {
                    double litter = noise.fractal(x * 40 / (0.4 + near), y * 70, 4);
                    return floor.times(0.4 + 1.2 * litter).mix(mist, 0.75 * Math.pow(1 - near, 1.1));
                }
            }
            double rays = noise.at((x - light) / (y + 0.4) * 9 + 70, 3.3);
            double leaves = smooth(0.42, 0.7, noise.fractal(x * 7, y * 7, 5)) * smooth(0.4, 0.0, y);
            return mist.times(0.86 + 0.2 * rays * Math.exp(-2 * Math.abs(x - light)))
                    .mix(floor, leaves * 0.6);
        });
    }
}
