package io.rlpips.training.projection;

import java.util.stream.IntStream;

/**
 * Eigenvalues and eigenvectors of a small symmetric matrix by Jacobi's method: rotations that zero one element after the
 * other until nothing is left beside the diagonal. Slow for large matrices and as exact as float64 for all.
 */
final class SymmetricEigenvectors {
    private static final int MOST_SWEEPS = 60;
    private static final double NEGLIGIBLE = 1e-15;

    private final double[][] matrix;
    private final double[][] vectors;

    private SymmetricEigenvectors(double[][] symmetric) {
        int size = symmetric.length;
        this.matrix = new double[size][];
        this.vectors = new double[size][size];
        for (int i = 0; i < size; i++) {
            matrix[i] = symmetric[i].clone();
            vectors[i][i] = 1;
        }
    }

    /** @return the eigenvectors, a row each, that of the largest eigenvalue first */
    static double[][] of(double[][] symmetric) {
        SymmetricEigenvectors computation = new SymmetricEigenvectors(symmetric);
        for (int sweep = 0; sweep < MOST_SWEEPS && !computation.diagonal(); sweep++) {
            computation.sweep();
        }
        return computation.descending();
    }

    private boolean diagonal() {
        double beside = 0;
        double all = 0;
        for (int row = 0; row < matrix.length; row++) {
            for (int column = 0; column < matrix.length; column++) {
                double square = matrix[row][column] * matrix[row][column];
                all += square;
                beside += row == column ? 0 : square;
            }
        }
        return Math.sqrt(beside) <= NEGLIGIBLE * Math.sqrt(all);
    }

    private void sweep() {
        for (int p = 0; p < matrix.length; p++) {
            for (int q = p + 1; q < matrix.length; q++) {
                if (matrix[p][q] != 0) {
                    rotate(p, q);
                }
            }
        }
    }

    private void rotate(int p, int q) {
        double theta = (matrix[q][q] - matrix[p][p]) / (2 * matrix[p][q]);
        double tangent = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        double cosine = 1 / Math.sqrt(tangent * tangent + 1);
        double sine = tangent * cosine;
        for (double[] row : matrix) {
            double before = row[p];
            row[p] = cosine * before - sine * row[q];
            row[q] = sine * before + cosine * row[q];
        }
        combine(matrix, p, q, cosine, sine);
        combine(vectors, p, q, cosine, sine);
        matrix[p][q] = 0;
        matrix[q][p] = 0;
    }

    private static void combine(double[][] rows, int p, int q, double cosine, double sine) {
        for (int i = 0; i < rows.length; i++) {
            double before = rows[p][i];
            rows[p][i] = cosine * before - sine * rows[q][i];
            rows[q][i] = sine * before + cosine * rows[q][i];
        }
    }

    private double[][] descending() {
        return IntStream.range(0, matrix.length)
                .boxed()
                .sorted((a, b) -> Double.compare(matrix[b][b], matrix[a][a]))
                .map(i -> vectors[i])
                .toArray(double[][]::new);
    }
}
