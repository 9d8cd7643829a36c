package io.rlpips.training.triplet;

import java.util.SplittableRandom;

/**
 * For every pixel how far away the pixel lies that takes its place. Immutable by convention.
 *
 * @param dx to the right in pixels, row by row
 * @param dy downwards in pixels, row by row
 */
record Motion(int width, int height, double[] dx, double[] dy) {
    /** BAPPS' patches: lengths in pixels are meant for pictures of this side. */
    private static final double USUAL_SIDE = 64;

    private static final int WAVES = 3;

    /** The displacement at a place. */
    private interface Displacement {
        double[] at(double x, double y);
    }

    /** Everything moves alike. */
    static Motion shift(int width, int height, double direction, double pixels) {
        double dx = pixels * Math.cos(direction);
        double dy = pixels * Math.sin(direction);
        return of(width, height, (x, y) -> new double[] {dx, dy});
    }

    /** Turned about the centre and made larger. */
    static Motion turn(int width, int height, double degrees, double factor) {
        double cosine = Math.cos(Math.toRadians(degrees)) / factor;
        double sine = Math.sin(Math.toRadians(degrees)) / factor;
        return of(width, height, (x, y) -> {
            double fromX = x - (width - 1) / 2.0;
            double fromY = y - (height - 1) / 2.0;
            return new double[] {
                cosine * fromX - sine * fromY - fromX, sine * fromX + cosine * fromY - fromY,
            };
        });
    }

    /** A smooth field of a few waves, of which the longest displacement is {@code pixels} long. */
    static Motion warp(int width, int height, double pixels, SplittableRandom random) {
        double[][] waves = new double[2 * WAVES][];
        for (int i = 0; i < waves.length; i++) {
            waves[i] = new double[] {
                Choice.between(0.5, 2.5, random) * Choice.sign(random) / width,
                Choice.between(0.5, 2.5, random) / height,
                Choice.direction(random),
            };
        }
        Motion field = of(width, height, (x, y) -> new double[] {sum(waves, 0, x, y), sum(waves, WAVES, x, y)});
        return field.scaled(pixels / field.longest());
    }

    private static double sum(double[][] waves, int first, double x, double y) {
        double sum = 0;
        for (int i = first; i < first + WAVES; i++) {
            sum += Math.sin(2 * Math.PI * (waves[i][0] * x + waves[i][1] * y) + waves[i][2]);
        }
        return sum;
    }

    private static Motion of(int width, int height, Displacement displacement) {
        double[] dx = new double[width * height];
        double[] dy = new double[width * height];
        for (int at = 0; at < dx.length; at++) {
            double[] moved = displacement.at(at % width, at / width);
            dx[at] = moved[0];
            dy[at] = moved[1];
        }
        return new Motion(width, height, dx, dy);
    }

    /** @return a length meant for a picture of 64 columns, in pixels of this one */
    static double pixels(double atUsualSide, int width) {
        return atUsualSide * width / USUAL_SIDE;
    }

    Motion scaled(double factor) {
        return plus(this, factor - 1);
    }

    /** @return this motion and {@code factor} times the other, of the same size */
    Motion plus(Motion other, double factor) {
        double[] sumX = new double[dx.length];
        double[] sumY = new double[dy.length];
        for (int at = 0; at < dx.length; at++) {
            sumX[at] = dx[at] + factor * other.dx[at];
            sumY[at] = dy[at] + factor * other.dy[at];
        }
        return new Motion(width, height, sumX, sumY);
    }

    private double longest() {
        double longest = 0;
        for (int at = 0; at < dx.length; at++) {
            longest = Math.max(longest, Math.hypot(dx[at], dy[at]));
        }
        return longest;
    }
}
