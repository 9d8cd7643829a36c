package io.rlpips.training.projection;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.projection.BasisFormat;
import io.rlpips.metric.projection.Orthonormalisation;
import io.rlpips.metric.projection.Projection;
import io.rlpips.metric.weights.WeightTensor;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Finds the directions in which the fingerprints of pictures spread most: principal components by a randomised range
 * finder with subspace iteration (Halko, Martinsson, Tropp 2011, algorithms 4.4 and 5.3). The covariance of 32,000
 * numbers is never formed, and the directions are orthonormalised after every pass, or the small ones would drown in the
 * large.
 */
public final class ProjectionFit {
    private static final int ITERATIONS = 2;
    /** How often every picture is embedded: for the sketch, in each iteration, and for the final rotation. */
    public static final int PASSES = ITERATIONS + 2;
    /** Directions beyond those asked for, which take up what the last ones would otherwise miss. */
    private static final int OVERSAMPLING = 32;

    private final PerceptualModel model;
    private final int dimensions;
    private final long seed;

    /**
     * @param model stays the caller's
     * @param dimensions at least 1
     * @param seed of the directions it starts from
     */
    public ProjectionFit(PerceptualModel model, int dimensions, long seed) {
        if (dimensions < 1) {
            throw invalid("projection of %d dimensions, needs at least 1".formatted(dimensions));
        }
        this.model = model;
        this.dimensions = dimensions;
        this.seed = seed;
    }

    /**
     * @param pictures more than there are dimensions
     * @param format that the projection will be stored in; the values are still unrounded
     * @param progress told how many embeddings are done, of {@link #PASSES} times the pictures
     * @throws RlpipsException INVALID_ARGUMENT when the pictures span fewer dimensions
     */
    public Projection fit(List<RgbImage> pictures, BasisFormat format, IntConsumer progress) {
        if (pictures.size() <= dimensions) {
            throw tooFew(pictures.size() + " pictures");
        }
        int rows = Math.min(dimensions + OVERSAMPLING, pictures.size());
        try (FingerprintPasses passes = new FingerprintPasses(model, pictures, progress)) {
            double[][] directions = Orthonormalisation.of(passes.sketch(rows, seed));
            for (int iteration = 0; iteration < ITERATIONS; iteration++) {
                directions = Orthonormalisation.of(passes.multiplied(directions));
            }
            double[][] principal = principal(directions, passes.spread(directions));
            return new Projection(matrix(principal), vector(passes.mean()), format);
        }
    }

    /** Rotates the directions so that each has the largest spread that is left; a fixed sign makes them unique. */
    private double[][] principal(double[][] directions, double[][] spread) {
        if (directions.length < dimensions) {
            throw tooFew("pictures that differ in %d directions".formatted(directions.length));
        }
        double[][] eigenvectors = SymmetricEigenvectors.of(spread);
        double[][] rotated = new double[dimensions][directions[0].length];
        for (int row = 0; row < dimensions; row++) {
            for (int from = 0; from < directions.length; from++) {
                double share = eigenvectors[row][from];
                for (int i = 0; i < rotated[row].length; i++) {
                    rotated[row][i] += share * directions[from][i];
                }
            }
            turn(rotated[row]);
        }
        return Orthonormalisation.of(rotated);
    }

    private static void turn(double[] direction) {
        double largest = 0;
        for (double value : direction) {
            largest = Math.abs(value) > Math.abs(largest) ? value : largest;
        }
        for (int i = 0; largest < 0 && i < direction.length; i++) {
            direction[i] = -direction[i];
        }
    }

    private static WeightTensor matrix(double[][] rows) {
        int columns = rows[0].length;
        float[] values = new float[Math.multiplyExact(rows.length, columns)];
        for (int row = 0; row < rows.length; row++) {
            for (int i = 0; i < columns; i++) {
                values[row * columns + i] = (float) rows[row][i];
            }
        }
        return new WeightTensor(new int[] {rows.length, columns}, values);
    }

    private static WeightTensor vector(double[] values) {
        return new WeightTensor(
                new int[] {values.length}, matrix(new double[][] {values}).values());
    }

    private RlpipsException tooFew(String found) {
        return invalid("a projection of %d dimensions needs more pictures than that which differ, there are %s"
                .formatted(dimensions, found));
    }

    private static RlpipsException invalid(String message) {
        return new RlpipsException(FailureCategory.INVALID_ARGUMENT, message);
    }
}
