package io.rlpips.local.gallery;

import static io.rlpips.local.gallery.Shading.smooth;

import io.rlpips.metric.image.RgbImage;
import java.util.SplittableRandom;

/** Sand ridges with a bright and a dark side under a clear sky. */
final class Dunes implements Scene {
    private static final int RIDGES = 6;

    @Override
    public RgbImage draw(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Noise noise = new Noise(random.nextLong());
        Colour sand = Colour.hsv(random.nextDouble(0.03, 0.12), random.nextDouble(0.4, 0.7), 0.95);
        Colour shade = sand.times(new Colour(0.45, 0.36, 0.42));
        Colour zenith = Colour.hsv(random.nextDouble(0.55, 0.72), 0.65, random.nextDouble(0.35, 0.85));
        double horizon = random.nextDouble(0.28, 0.48);
        double lean = random.nextBoolean() ? 1 : -1;
        double offset = random.nextDouble(100);
        return Shading.shade(width, height, (x, y) -> {
            for (int ridge = RIDGES - 1; ridge >= 0; ridge--) {
                double crest = crest(noise, ridge, x, horizon, offset);
                if (y > crest) {
                    double below = (y - crest) / (0.05 + 0.08 * ridge);
                    double bend = noise.at(x * 2.5 + ridge * 9, ridge + offset) - 0.45;
                    double side = smooth(-0.12, 0.12, lean * bend + 0.25 * (below - 0.6));
                    double ripples = 0.5
                            + 0.5
                                    * Math.sin(70 * (y * (1.6 - 0.12 * ridge) + 0.35 * x)
                                            + 9 * noise.fractal(x * 4, y * 6, 3));
                    Colour ground = shade.mix(sand, side).times(0.9 + 0.13 * ripples * side);
                    double far = 0.45 * (1 - ridge / (double) (RIDGES - 1));
                    return ground.mix(zenith.mix(Colour.WHITE, 0.6), far);
                }
            }
            return zenith.mix(sand.mix(Colour.WHITE, 0.5), Math.pow(y / horizon, 1.7));
        });
    }

    private static double crest(Noise noise, int ridge, double x, double horizon, double offset) {
        double near = ridge / (double) (RIDGES - 1);
        double wave = noise.at(x * (2.4 - 1.2 * near) + ridge * 7.7 + offset, ridge * 3.3);
        double sharp = 1 - Math.abs(2 * wave - 1);
        return horizon + near * (0.98 - horizon) * 0.85 - (sharp - 0.2) * (0.06 + 0.14 * near);
    }
}
