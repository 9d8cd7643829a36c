package io.rlpips.training.baseline;

import io.rlpips.metric.image.RgbImage;
import java.util.SplittableRandom;

/**
 * One change of viewpoint that is applied to both pictures of a pair alike (Kettunen et al. 2019, section 4): a window
 * somewhere in the picture enlarged to its size, mirrored or not, rows and columns swapped or not, channels in another
 * order and each of another strength.
 *
 * @param left where the window begins, as a share of the width; {@code left + share <= 1}
 * @param top as a share of the height
 * @param share side of the window over side of the picture
 * @param channelOrder the source of each channel
 * @param strengths factor of each channel, samples in [0, 1]
 */
record RandomTransformation(
        double left,
        double top,
        double share,
        boolean mirrored,
        boolean transposed,
        int[] channelOrder,
        double[] strengths) {
    private static final double SMALLEST_WINDOW = 0.85;
    private static final double WEAKEST = 0.5;
    private static final int[][] ORDERS = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

    static RandomTransformation drawn(SplittableRandom random) {
        double share = SMALLEST_WINDOW + (1 - SMALLEST_WINDOW) * random.nextDouble();
        double[] strengths = new double[3];
        for (int channel = 0; channel < 3; channel++) {
            strengths[channel] = WEAKEST + (1 - WEAKEST) * random.nextDouble();
        }
        return new RandomTransformation(
                (1 - share) * random.nextDouble(),
                (1 - share) * random.nextDouble(),
                share,
                random.nextBoolean(),
                random.nextBoolean(),
                ORDERS[random.nextInt(ORDERS.length)],
                strengths);
    }

    /**
     * Writes the transformed picture as planes of samples in [-1, 1], with rows and columns swapped where it is
     * transposed.
     *
     * @param target takes {@code 3 * width * height} values from {@code offset} on
     */
    void write(RgbImage source, float[] target, int offset) {
        int width = source.width();
        int height = source.height();
        for (int y = 0; y < height; y++) {
            double fromY = (top + share * (y + 0.5) / height) * height - 0.5;
            for (int x = 0; x < width; x++) {
                double across = mirrored ? width - 1 - x : x;
                double fromX = (left + share * (across + 0.5) / width) * width - 0.5;
                int position = transposed ? x * height + y : y * width + x;
                for (int channel = 0; channel < 3; channel++) {
                    double sample = bilinear(source, fromX, fromY, channelOrder[channel]) / 255 * strengths[channel];
                    target[offset + channel * width * height + position] = (float) (2 * sample - 1);
                }
            }
        }
    }

    /** @return columns of the transformed picture */
    int width(RgbImage source) {
        return transposed ? source.height() : source.width();
    }

    private static double bilinear(RgbImage source, double x, double y, int channel) {
        int column = (int) Math.floor(x);
        int row = (int) Math.floor(y);
        double right = x - column;
        double below = y - row;
        return (1 - below)
                        * ((1 - right) * edged(source, column, row, channel)
                                + right * edged(source, column + 1, row, channel))
                + below
                        * ((1 - right) * edged(source, column, row + 1, channel)
                                + right * edged(source, column + 1, row + 1, channel));
    }

    private static int edged(RgbImage source, int x, int y, int channel) {
        return source.sample(
                Math.max(0, Math.min(source.width() - 1, x)), Math.max(0, Math.min(source.height() - 1, y)), channel);
    }
}
