package io.rlpips.training.triplet;

import java.util.SplittableRandom;

/**
 * How a small convolutional network is built: {@code halvings} convolutions of stride 2, a convolution to the code, then
 * as many doublings and a last convolution to colours.
 *
 * @param width channels of the hidden layers
 * @param halvings how often the sides are halved, 0 to 2
 * @param kernel side of every convolution, odd
 * @param code channels of the bottleneck
 * @param doubling how it becomes larger again
 * @param noiseSigma noise laid over its input that it is to remove, in units of a sample; 0 for a plain autoencoder
 */
record AutoencoderShape(int width, int halvings, int kernel, int code, Doubling doubling, double noiseSigma) {
    /** Ways of doubling both sides. */
    enum Doubling {
        /** Every position repeated. */
        REPEATED,
        /** Four channels become the four positions (Shi et al. 2016). */
        FROM_CHANNELS
    }

    private static final int[] WIDTHS = {8, 12, 16};
    private static final int[] KERNELS = {3, 5};
    private static final int[] CODES = {4, 8, 16};

    static AutoencoderShape drawn(SplittableRandom random) {
        return random.nextInt(5) == 0 ? ofFullSize(random) : halving(random);
    }

    /** Costs sixteen times what two halvings cost, so it is narrow; and even a narrow code carries the whole picture. */
    private static AutoencoderShape ofFullSize(SplittableRandom random) {
        return new AutoencoderShape(WIDTHS[0], 0, KERNELS[0], CODES[0], Doubling.REPEATED, noise(random));
    }

    private static AutoencoderShape halving(SplittableRandom random) {
        return new AutoencoderShape(
                WIDTHS[random.nextInt(WIDTHS.length)],
                1 + random.nextInt(2),
                KERNELS[random.nextInt(KERNELS.length)],
                CODES[random.nextInt(CODES.length)],
                Doubling.values()[random.nextInt(Doubling.values().length)],
                noise(random));
    }

    private static double noise(SplittableRandom random) {
        return random.nextInt(3) == 0 ? Choice.between(8, 30, random) : 0;
    }
}
