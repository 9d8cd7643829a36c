package io.rlpips.metric.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class OrthonormalisationTest {
    @Property(tries = 100)
    void rowsAreOrthonormalHoweverNearlyDependentTheyWere(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 8) int count,
            @ForAll @IntRange(max = 7) int closeness) {
        Random random = new Random(seed);
        double[][] rows = new double[count][20];
        for (int row = 0; row < count; row++) {
            for (int i = 0; i < 20; i++) {
                double step = Math.pow(10, -closeness) * random.nextGaussian();
                rows[row][i] = row == 0 ? random.nextGaussian() : rows[0][i] + step;
            }
        }

        double[][] basis = Orthonormalisation.of(rows);

        assertThat(basis).hasNumberOfRows(count);
        for (int first = 0; first < count; first++) {
            for (int second = 0; second <= first; second++) {
                assertThat(product(basis[first], basis[second])).isCloseTo(first == second ? 1 : 0, within(1e-13));
            }
        }
    }

    @Test
    void rowsThatDependOnOthersAreLeftOut() {
        double[][] basis = Orthonormalisation.of(new double[][] {{2, 0, 0}, {3, 0, 0}, {0, 0, 0}, {1, -5, 0}});

        assertThat(basis).isDeepEqualTo(new double[][] {{1, 0, 0}, {0, -1, 0}});
    }

    private static double product(double[] first, double[] second) {
        double sum = 0;
        for (int i = 0; i < first.length; i++) {
            sum += first[i] * second[i];
        }
        return sum;
    }
}
