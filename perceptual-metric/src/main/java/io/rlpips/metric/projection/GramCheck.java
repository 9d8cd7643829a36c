package io.rlpips.metric.projection;

import io.rlpips.metric.weights.WeightTensor;

/** The pair of rows of a basis whose inner product is furthest from that of an orthonormal one, in float64. */
final class GramCheck {
    private final int length;
    private final float[] values;

    private int row;
    private int column;
    private double product = 1;
    private double largestError;

    /** @param basis [rows, length] */
    GramCheck(WeightTensor basis) {
        this.length = basis.shape()[1];
        this.values = basis.values();
        for (int first = 0; first < basis.shape()[0]; first++) {
            for (int second = 0; second <= first; second++) {
                compare(first, second);
            }
        }
    }

    private void compare(int first, int second) {
        double found = product(first * length, second * length);
        double error = Math.abs(found - (first == second ? 1 : 0));
        if (error > largestError) {
            row = first;
            column = second;
            product = found;
            largestError = error;
        }
    }

    /** Four sums side by side: a single one would wait for each addition. */
    private double product(int first, int second) {
        int fours = length - length % 4;
        double one = 0;
        double two = 0;
        double three = 0;
        double four = 0;
        for (int i = 0; i < fours; i += 4) {
            one += (double) values[first + i] * values[second + i];
            two += (double) values[first + i + 1] * values[second + i + 1];
            three += (double) values[first + i + 2] * values[second + i + 2];
            four += (double) values[first + i + 3] * values[second + i + 3];
        }
        for (int i = fours; i < length; i++) {
            one += (double) values[first + i] * values[second + i];
        }
        return one + two + (three + four);
    }

    int row() {
        return row;
    }

    int column() {
        return column;
    }

    double product() {
        return product;
    }

    double largestError() {
        return largestError;
    }
}
