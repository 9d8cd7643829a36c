package io.rlpips.metric.projection;

/**
 * A fingerprint as seen through a projection. Distances are the metric's, squared Euclidean ones.
 *
 * @param coordinates along the directions of the basis
 * @param residual length of what the directions leave out; at least 0
 */
public record ProjectedRow(double[] coordinates, double residual) {
    /** @return at most the distance of the two fingerprints: their residuals differ least where they are parallel */
    public double lowerBound(ProjectedRow other) {
        return inside(other) + square(residual - other.residual);
    }

    /** @return at least the distance of the two fingerprints: their residuals differ most where they are opposite */
    public double upperBound(ProjectedRow other) {
        return inside(other) + square(residual + other.residual);
    }

    private double inside(ProjectedRow other) {
        double sum = 0;
        for (int i = 0; i < coordinates.length; i++) {
            sum += square(coordinates[i] - other.coordinates[i]);
        }
        return sum;
    }

    private static double square(double value) {
        return value * value;
    }
}
