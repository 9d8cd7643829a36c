package io.rlpips.metric.projection;

import io.rlpips.metric.weights.WeightTensor;
import java.util.Random;

/** Projections with seeded directions. */
public final class TestProjections {
    private TestProjections() {}

    public static Projection random(int dimensions, int length, long seed, BasisFormat format) {
        Random random = new Random(seed);
        double[][] rows = new double[dimensions][length];
        for (double[] row : rows) {
            for (int i = 0; i < length; i++) {
                row[i] = random.nextGaussian();
            }
        }
        float[] mean = new float[length];
        for (int i = 0; i < length; i++) {
            mean[i] = (float) (0.1 * random.nextGaussian());
        }
        return new Projection(matrix(Orthonormalisation.of(rows)), new WeightTensor(new int[] {length}, mean), format);
    }

    /** As it is read back from its file, with the rounding that this brings. */
    public static Projection stored(int dimensions, int length, long seed, BasisFormat format) {
        return Projection.read(random(dimensions, length, seed, format).stored(), format);
    }

    static WeightTensor matrix(double[][] rows) {
        float[] values = new float[rows.length * rows[0].length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) rows[i / rows[0].length][i % rows[0].length];
        }
        return new WeightTensor(new int[] {rows.length, rows[0].length}, values);
    }
}
