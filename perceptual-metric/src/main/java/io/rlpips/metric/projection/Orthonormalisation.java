package io.rlpips.metric.projection;

import java.util.ArrayList;
import java.util.List;

/**
 * Gram-Schmidt in float64, every row twice: once is not enough where rows are nearly dependent, twice is (Giraud et al.
 * 2005).
 */
public final class Orthonormalisation {
    /** A row that keeps less than this of its length is a combination of those before it. */
    private static final double DEPENDENT = 1e-10;

    private Orthonormalisation() {}

    /**
     * @param rows of one length; not changed
     * @return orthonormal rows that span the same, in the same order; rows that depend on earlier ones are left out
     */
    public static double[][] of(double[][] rows) {
        List<double[]> basis = new ArrayList<>();
        for (double[] row : rows) {
            double[] rest = row.clone();
            double before = norm(rest);
            remove(basis, rest);
            remove(basis, rest);
            double after = norm(rest);
            if (after > DEPENDENT * before) {
                for (int i = 0; i < rest.length; i++) {
                    rest[i] /= after;
                }
                basis.add(rest);
            }
        }
        return basis.toArray(double[][]::new);
    }

    private static void remove(List<double[]> basis, double[] row) {
        for (double[] direction : basis) {
            double share = product(direction, row);
            for (int i = 0; i < row.length; i++) {
                row[i] -= share * direction[i];
            }
        }
    }

    private static double norm(double[] row) {
        return Math.sqrt(product(row, row));
    }

    /** Four sums side by side: a single one would wait for each addition. */
    private static double product(double[] a, double[] b) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int fours = a.length - a.length % 4;
        for (int i = 0; i < fours; i += 4) {
            first += a[i] * b[i];
            second += a[i + 1] * b[i + 1];
            third += a[i + 2] * b[i + 2];
            fourth += a[i + 3] * b[i + 3];
        }
        for (int i = fours; i < a.length; i++) {
            first += a[i] * b[i];
        }
        return first + second + (third + fourth);
    }
}
