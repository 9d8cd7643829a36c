package io.rlpips.local.gallery;

import static io.rlpips.local.gallery.Shading.smooth;

import io.rlpips.metric.image.RgbImage;
import java.util.SplittableRandom;

/** Planks side by side, each cut from its own place of a tree, some with a knot. */
final class WoodenBoards implements Scene {
    private static final int[] WOODS = {0xb98a54, 0x6b4226, 0x8a3b2a, 0xd9bf94, 0x5f7f86, 0x3c3a38};

    @Override
    public RgbImage draw(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Noise noise = new Noise(random.nextLong());
        Colour wood = Colour.of(WOODS[random.nextInt(WOODS.length)]);
        boolean upright = random.nextBoolean();
        double board = random.nextDouble(0.13, 0.42);
        double rings = random.nextDouble(14, 38);
        return Shading.shadeSmoothly(width, height, (x, y) -> {
            double along = upright ? y : x;
            double across = (upright ? x : y) / board;
            int plank = (int) Math.floor(across);
            double inside = across - plank;
            double tone = 0.72 + 0.5 * noise.lattice(plank, 3);
            double knotAlong = 1.6 * noise.lattice(plank, 11) - 0.1;
            double knotAcross = 0.2 + 0.6 * noise.lattice(plank, 17);
            double toKnot = Math.hypot((along - knotAlong) * 2.2, (inside - knotAcross) * board * 3);
            double pull = 0.35 * Math.exp(-toKnot * toKnot * 22);
            double field =
                    (inside * board) * 2 + 0.16 * noise.fractal(along * 1.1 + plank * 31, inside * 0.9, 3) + pull;
            double ring = Math.abs(2 * (field * rings - Math.floor(field * rings)) - 1);
            double fibre = noise.fractal(along * 5 + plank * 13, inside * board * 260, 3);
            double dark = smooth(0.35, 1, ring) * 0.42 + (fibre - 0.5) * 0.45 + smooth(0.11, 0.02, toKnot) * 0.5;
            double gap = smooth(0.0, 0.035, Math.min(inside, 1 - inside) * board * 4);
            return wood.times(tone * (1 - dark)).times(0.15 + 0.85 * gap);
        });
    }
}
