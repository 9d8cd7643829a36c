package io.rlpips.training.baseline;

import io.rlpips.metric.image.RgbImage;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * One channel of numbers, rows from the top. Immutable by convention.
 *
 * @param values {@code width * height}
 */
record Plane(int width, int height, double[] values) {

    /** A weighted sum of red, green and blue, samples in [0, 255]. */
    static Plane weighted(RgbImage picture, double red, double green, double blue) {
        double[] values = new double[picture.width() * picture.height()];
        byte[] pixels = picture.pixels();
        for (int i = 0; i < values.length; i++) {
            values[i] = red * (pixels[3 * i] & 0xff)
                    + green * (pixels[3 * i + 1] & 0xff)
                    + blue * (pixels[3 * i + 2] & 0xff);
        }
        return new Plane(picture.width(), picture.height(), values);
    }

    /** The luma of ITU-R BT.601 in whole levels, as MATLAB's {@code rgb2gray} makes it of 8-bit pictures. */
    static Plane grey(RgbImage picture) {
        return weighted(picture, 0.298936, 0.587043, 0.114021).map(Math::rint);
    }

    Plane map(DoubleUnaryOperator change) {
        double[] changed = new double[values.length];
        for (int i = 0; i < changed.length; i++) {
            changed[i] = change.applyAsDouble(values[i]);
        }
        return new Plane(width, height, changed);
    }

    /** @param other of the same size */
    Plane with(Plane other, DoubleBinaryOperator combination) {
        double[] combined = new double[values.length];
        for (int i = 0; i < combined.length; i++) {
            combined[i] = combination.applyAsDouble(values[i], other.values[i]);
        }
        return new Plane(width, height, combined);
    }

    double sum() {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    double mean() {
        return sum() / values.length;
    }

    /** @return means of squares of {@code side} pixels; what does not fill a square at the right and below is left out */
    Plane averaged(int side) {
        int columns = width / side;
        int rows = height / side;
        double[] means = new double[columns * rows];
        for (int y = 0; y < rows * side; y++) {
            for (int x = 0; x < columns * side; x++) {
                means[y / side * columns + x / side] += values[y * width + x] / (side * side);
            }
        }
        return new Plane(columns, rows, means);
    }

    /**
     * Correlation with a separable window where it lies wholly inside.
     *
     * @param window weights along either axis, no longer than a side
     * @return {@code window.length - 1} columns and rows fewer
     */
    Plane filtered(double[] window) {
        int columns = width - window.length + 1;
        int rows = height - window.length + 1;
        double[] narrowed = new double[columns * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < columns; x++) {
                for (int k = 0; k < window.length; k++) {
                    narrowed[y * columns + x] += window[k] * values[y * width + x + k];
                }
            }
        }
        double[] result = new double[columns * rows];
        for (int k = 0; k < window.length; k++) {
            for (int i = 0; i < result.length; i++) {
                result[i] += window[k] * narrowed[i + k * columns];
            }
        }
        return new Plane(columns, rows, result);
    }

    /** @return 0 outside */
    double at(int x, int y) {
        return x < 0 || y < 0 || x >= width || y >= height ? 0 : values[y * width + x];
    }
}
