package io.rlpips.training.attack;

import java.util.SplittableRandom;

/**
 * Square under l_2 (Andriushchenko et al. 2020, algorithm 3): the change is made of pairs of a hill and a hollow. Each
 * move empties one window and gives its length, and whatever is left of the budget, to another, whose change is mixed
 * with a new pair. A change is always as long as the radius.
 */
final class MassSquares implements SquareMoves {
    private static final int CHANNELS = 3;
    private static final int TILES_A_SIDE = 5;
    private static final int SMALLEST_SIDE = 3;
    private static final double TINY = 1e-10;

    private final int width;
    private final int height;
    private final double radius;

    MassSquares(int width, int height, double radius) {
        this.width = width;
        this.height = height;
        this.radius = radius;
    }

    @Override
    public void begin(SplittableRandom random, float[] change) {
        int side = Math.max(1, Math.min(width, height) / TILES_A_SIDE);
        for (int top = 0; top + side <= height; top += side) {
            for (int left = 0; left + side <= width; left += side) {
                double[] pair = HillAndHollow.of(side, random.nextBoolean());
                for (int channel = 0; channel < CHANNELS; channel++) {
                    double sign = random.nextBoolean() ? 1 : -1;
                    write(change, new Window(channel, left, top, side), pair, sign);
                }
            }
        }
        scaleToRadius(change);
    }

    @Override
    public void alter(SplittableRandom random, float[] change, double share) {
        int side = side(share);
        Window filled = window(random, side);
        Window emptied = window(random, side);
        double spare = Math.max(0, radius * radius - squares(change)) / CHANNELS;
        double[] pair = HillAndHollow.of(side, random.nextBoolean());
        for (int channel = 0; channel < CHANNELS; channel++) {
            Window to = filled.of(channel);
            Window from = emptied.of(channel);
            double[] mixed = mixed(change, to, pair, random.nextBoolean() ? 1 : -1);
            double length = Math.sqrt(spare + squaresOfBoth(change, to, from));
            write(change, from, new double[side * side], 0);
            write(change, to, mixed, length);
        }
        scaleToRadius(change);
    }

    /** Odd, so that a window has a middle; no larger than the picture. */
    private int side(double share) {
        int wanted = Math.max(SMALLEST_SIDE, (int) Math.round(Math.sqrt(share * width * height)));
        int side = Math.min(wanted, Math.min(width, height));
        return side % 2 == 1 ? side : side - 1;
    }

    private Window window(SplittableRandom random, int side) {
        return new Window(0, random.nextInt(width - side + 1), random.nextInt(height - side + 1), side);
    }

    /** @return the window's change and the new pair, added up at equal lengths; of length one */
    private double[] mixed(float[] change, Window window, double[] pair, double sign) {
        double[] there = read(change, window);
        double length = TINY + Math.sqrt(squares(there));
        double[] mixed = new double[pair.length];
        for (int i = 0; i < pair.length; i++) {
            mixed[i] = sign * pair[i] + there[i] / length;
        }
        double mixedLength = TINY + Math.sqrt(squares(mixed));
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] /= mixedLength;
        }
        return mixed;
    }

    /** What lies in both windows counts once. */
    private double squaresOfBoth(float[] change, Window first, Window second) {
        double sum = squares(read(change, first));
        for (int y = second.top; y < second.top + second.side; y++) {
            for (int x = second.left; x < second.left + second.side; x++) {
                float value = change[index(second.channel, x, y)];
                sum += first.contains(x, y) ? 0 : value * value;
            }
        }
        return sum;
    }

    private double[] read(float[] change, Window window) {
        double[] values = new double[window.side * window.side];
        for (int i = 0; i < values.length; i++) {
            values[i] = change[index(window, i)];
        }
        return values;
    }

    private void write(float[] change, Window window, double[] values, double factor) {
        for (int i = 0; i < values.length; i++) {
            change[index(window, i)] = (float) (factor * values[i]);
        }
    }

    private void scaleToRadius(float[] change) {
        double factor = radius / (TINY + Math.sqrt(squares(change)));
        for (int i = 0; i < change.length; i++) {
            change[i] *= (float) factor;
        }
    }

    private int index(Window window, int i) {
        return index(window.channel, window.left + i % window.side, window.top + i / window.side);
    }

    private int index(int channel, int x, int y) {
        return (channel * height + y) * width + x;
    }

    private static double squares(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return sum;
    }

    private static double squares(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return sum;
    }

    private record Window(int channel, int left, int top, int side) {
        Window of(int other) {
            return new Window(other, left, top, side);
        }

        boolean contains(int x, int y) {
            return x >= left && x < left + side && y >= top && y < top + side;
        }
    }
}
