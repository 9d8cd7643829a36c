package io.rlpips.training.attack;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Square under l_inf (Andriushchenko et al. 2020, algorithm 2): every sample is changed by the whole radius, up or down.
 * It begins with vertical stripes one pixel wide, to which convolutions are sensitive, and repaints squares, each colour
 * up or down as a whole.
 */
final class ColourSquares implements SquareMoves {
    private static final int CHANNELS = 3;

    private final int width;
    private final int height;
    private final float radius;

    ColourSquares(int width, int height, float radius) {
        this.width = width;
        this.height = height;
        this.radius = radius;
    }

    @Override
    public void begin(SplittableRandom random, float[] change) {
        for (int channel = 0; channel < CHANNELS; channel++) {
            for (int x = 0; x < width; x++) {
                float stripe = upOrDown(random);
                for (int y = 0; y < height; y++) {
                    change[(channel * height + y) * width + x] = stripe;
                }
            }
        }
    }

    @Override
    public void alter(SplittableRandom random, float[] change, double share) {
        int wanted = (int) Math.round(Math.sqrt(share * width * height));
        int side = Math.max(1, Math.min(wanted, Math.min(width, height)));
        int left = random.nextInt(width - side + 1);
        int top = random.nextInt(height - side + 1);
        for (int channel = 0; channel < CHANNELS; channel++) {
            float colour = upOrDown(random);
            for (int y = top; y < top + side; y++) {
                int from = (channel * height + y) * width + left;
                Arrays.fill(change, from, from + side, colour);
            }
        }
    }

    private float upOrDown(SplittableRandom random) {
        return random.nextBoolean() ? radius : -radius;
    }
}
