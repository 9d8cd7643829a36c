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
        double found = 0;
        for (int i = 0; i < length; i++) {
            found += (double) values[first * length + i] * values[second * length + i];
        }
        double error = Math.abs(found - (first == second ? 1 : 0));
        if (error > largestError) {
            row = first;
            column = second;
            product = found;
            largestError = error;
        }
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
