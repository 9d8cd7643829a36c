package io.rlpips.local.gallery;

import static io.rlpips.local.gallery.Shading.smooth;

import io.rlpips.metric.image.RgbImage;
import java.util.SplittableRandom;

/** Polished stone: folded layers crossed by fine veins. */
final class VeinedMarble implements Scene {
    private static final int[][] STONES = {
        {0xf2efe9, 0x8f8b88, 0xb79a5b},
        {0x14181c, 0xd9dadb, 0x8c6a2f},
        {0x2f5d50, 0xbfe0cf, 0x0d2b25},
        {0x7c2f2b, 0xe9c9b4, 0x3b1512},
        {0x27496d, 0x9ec7e8, 0xe5d3a1},
    };

    @Override
    public RgbImage draw(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Noise noise = new Noise(random.nextLong());
        int[] stone = STONES[random.nextInt(STONES.length)];
        double turn = random.nextDouble(Math.PI);
        double scale = random.nextDouble(1.2, 2.6);
        double fold = random.nextDouble(1.2, 3);
        return Shading.shade(width, height, (x, y) -> {
            double u = scale * (x * Math.cos(turn) + y * Math.sin(turn));
            double v = scale * (y * Math.cos(turn) - x * Math.sin(turn));
            double bendU = noise.fractal(u, v, 5) - 0.5;
            double bendV = noise.fractal(u + 40, v - 20, 5) - 0.5;
            double layers = noise.fractal(u * 0.8 + fold * bendU, v * 2 + fold * bendV, 5);
            double vein = Math.pow(Math.max(0, 1 - Math.abs(layers - 0.5) * 16), 2);
            double fine = Math.pow(noise.ridges(u * 2 + bendV * 2, v * 2 + bendU * 2, 4), 6) * 1.4;
            Colour ground = Colour.of(stone[0]).mix(Colour.of(stone[1]), smooth(0.4, 0.75, layers) * 0.7);
            return ground.mix(Colour.of(stone[2]), vein * 0.85).mix(Colour.of(stone[1]), fine);
        });
    }
}
