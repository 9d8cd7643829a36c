package io.rlpips.metric.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunProductsTest {
    private static final double ROUNDOFF = 0x1p-24;

    @Property(tries = 100)
    void eachRunIsOffByNoMoreThanAFloat32SumMayBe(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 7) int runs,
            @ForAll @IntRange(min = 1, max = 600) int runLength,
            @ForAll @IntRange(min = 1, max = 200) int dimensions,
            @ForAll @IntRange(min = 1, max = 35) int count) {
        Random random = new Random(seed);
        List<float[][]> directions = points(random, dimensions, runs, runLength);
        List<float[][]> rows = points(random, count, runs, runLength);
        try (RunProducts products = new RunProducts(directions)) {
            double[][] found = of(products, rows);

            assertThat(found).hasDimensions(count, dimensions);
            for (int row = 0; row < count; row++) {
                for (int i = 0; i < dimensions; i++) {
                    double[] expected = product(rows.get(row), directions.get(i));
                    double mayBeOff = runLength * ROUNDOFF / (1 - runLength * ROUNDOFF) * expected[1] + 1e-12;
                    assertThat(Math.abs(found[row][i] - expected[0])).isLessThanOrEqualTo(mayBeOff);
                }
            }
        }
    }

    /** The engine takes weights of some of these numbers of outputs for others. */
    @ParameterizedTest
    @ValueSource(ints = {48, 72, 80, 112, 144, 208})
    void whateverTheNumberOfDirectionsAndRows(int dimensions) {
        Random random = new Random(3);
        List<float[][]> directions = points(random, dimensions, 2, 512);
        List<float[][]> rows = points(random, 150, 2, 512);
        try (RunProducts products = new RunProducts(directions)) {
            for (int some : new int[] {1, 2, 3, 5, 16, 64, 150}) {
                double[][] found = of(products, rows.subList(0, some));
                for (int row = 0; row < some; row++) {
                    for (int i = 0; i < dimensions; i++) {
                        assertThat(found[row][i]).isCloseTo(product(rows.get(row), directions.get(i))[0], within(1e-3));
                    }
                }
            }
        }
    }

    @Test
    void noRowsAreRefused() {
        try (RunProducts products = new RunProducts(points(new Random(4), 2, 3, 4))) {
            assertThatThrownBy(() -> products.of(0, values -> {}))
                    .hasMessage("products of 0 rows, need at least 1")
                    .isInstanceOfSatisfying(
                            RlpipsException.class,
                            refused -> assertThat(refused.category()).isEqualTo(FailureCategory.INVALID_ARGUMENT));
        }
    }

    private static double[][] of(RunProducts products, List<float[][]> rows) {
        return products.of(
                rows.size(), values -> rows.stream().flatMap(Stream::of).forEach(values::put));
    }

    /** @return the product, and the sum of its terms' sizes */
    private static double[] product(float[][] row, float[][] direction) {
        double[] sums = new double[2];
        for (int run = 0; run < row.length; run++) {
            for (int i = 0; i < row[run].length; i++) {
                double term = (double) row[run][i] * direction[run][i];
                sums[0] += term;
                sums[1] += Math.abs(term);
            }
        }
        return sums;
    }

    private static List<float[][]> points(Random random, int count, int runs, int runLength) {
        return IntStream.range(0, count)
                .mapToObj(point -> Stream.generate(() -> run(random, runLength))
                        .limit(runs)
                        .toArray(float[][]::new))
                .toList();
    }

    private static float[] run(Random random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
