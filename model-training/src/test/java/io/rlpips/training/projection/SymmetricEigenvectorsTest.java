package io.rlpips.training.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SymmetricEigenvectorsTest {
    @Property(tries = 50)
    void theyAreOrthonormalAndDescendAndMakeTheMatrixDiagonal(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int size) {
        double[][] matrix = symmetric(seed, size);

        double[][] vectors = SymmetricEigenvectors.of(matrix);

        double previous = Double.POSITIVE_INFINITY;
        for (int first = 0; first < size; first++) {
            double value = form(vectors[first], matrix, vectors[first]);
            assertThat(value).isLessThanOrEqualTo(previous + 1e-10);
            previous = value;
            for (int second = 0; second < size; second++) {
                assertThat(product(vectors[first], vectors[second])).isCloseTo(first == second ? 1 : 0, within(1e-12));
                assertThat(form(vectors[first], matrix, vectors[second]))
                        .isCloseTo(first == second ? value : 0, within(1e-10));
            }
        }
    }

    @Test
    void theEigenvectorsOfADiagonalMatrixAreTheAxes() {
        double[][] vectors = SymmetricEigenvectors.of(new double[][] {{1, 0, 0}, {0, 3, 0}, {0, 0, 2}});

        assertThat(vectors).isDeepEqualTo(new double[][] {{0, 1, 0}, {0, 0, 1}, {1, 0, 0}});
    }

    private static double[][] symmetric(long seed, int size) {
        Random random = new Random(seed);
        double[][] matrix = new double[size][size];
        for (int row = 0; row < size; row++) {
            for (int column = 0; column <= row; column++) {
                matrix[row][column] = random.nextGaussian();
                matrix[column][row] = matrix[row][column];
            }
        }
        return matrix;
    }

    private static double form(double[] left, double[][] matrix, double[] right) {
        double sum = 0;
        for (int row = 0; row < left.length; row++) {
            sum += left[row] * product(matrix[row], right);
        }
        return sum;
    }

    private static double product(double[] first, double[] second) {
        double sum = 0;
        for (int i = 0; i < first.length; i++) {
            sum += first[i] * second[i];
        }
        return sum;
    }
}
