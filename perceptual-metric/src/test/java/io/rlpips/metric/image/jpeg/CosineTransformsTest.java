package io.rlpips.metric.image.jpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The integer transforms and the folding against the definition in doubles. */
class CosineTransformsTest {
    private static final int SIDE = 8;

    @Test
    void theZigzagRunsAlongTheDiagonals() {
        int[] positions = new int[64];
        for (int k = 0; k < 64; k++) {
            positions[k] = Zigzag.position(k);
        }
        assertThat(positions).startsWith(0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5);
        assertThat(positions).endsWith(58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63);
        assertThat(positions).doesNotHaveDuplicates();
    }

    @Property(tries = 200)
    void theWholeTransformIsWithinOneLevelOfTheDefinition(
            @ForAll long seed, @ForAll @IntRange(max = 64) int coefficients, @ForAll @IntRange(max = 300) int size) {
        int[] values = coefficients(seed, coefficients, size);
        double[] expected = inverse(values, SIDE, SIDE);
        InverseCosineTransform.apply(values);
        for (int i = 0; i < values.length; i++) {
            assertThat((double) values[i]).isCloseTo(expected[i], within(1.0));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "4, 4", "2, 1", "1, 2", "4, 2", "2, 4"})
    void foldedCoefficientsGiveTheMeansOfTheWholeBlocksSamples(int across, int down) {
        for (long seed = 0; seed < 50; seed++) {
            int[] values = coefficients(seed, 64, 40);
            double[] expected = means(inverse(values, SIDE, SIDE), across, down);
            int[] folded = fold(values, across, down);
            SmallCosineTransform.apply(folded, across, down);
            for (int i = 0; i < expected.length; i++) {
                assertThat(folded[i] / 1024.0).isCloseTo(expected[i], within(0.05));
            }
        }
    }

    /** With ten bits behind the point. */
    private static int[] fold(int[] values, int across, int down) {
        Folding columns = Folding.into(across);
        Folding rows = Folding.into(down);
        double[] folded = new double[across * down];
        for (int v = 0; v < SIDE; v++) {
            for (int u = 0; u < SIDE; u++) {
                folded[rows.frequency()[v] * across + columns.frequency()[u]] +=
                        values[v * SIDE + u] * rows.factor()[v] * columns.factor()[u];
            }
        }
        int[] rounded = new int[folded.length];
        for (int i = 0; i < folded.length; i++) {
            rounded[i] = (int) Math.round(folded[i] * 1024);
        }
        return rounded;
    }

    @Test
    void anAmplitudeIsTheLargestValueOfItsBasisFunction() {
        for (int k = 0; k < 64; k++) {
            int[] values = new int[64];
            values[Zigzag.position(k)] = 1;
            double largest = 0;
            for (double sample : inverse(values, SIDE, SIDE)) {
                largest = Math.max(largest, Math.abs(sample));
            }
            assertThat(Zigzag.amplitude(k)).isCloseTo(largest, within(1e-12));
        }
    }

    private static int[] coefficients(long seed, int count, int size) {
        Random random = new Random(seed);
        int[] values = new int[64];
        for (int i = 0; i < count; i++) {
            values[random.nextInt(64)] = random.nextInt(2 * size + 1) - size;
        }
        return values;
    }

    private static double[] inverse(int[] values, int width, int height) {
        double[] samples = new double[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int v = 0; v < height; v++) {
                    for (int u = 0; u < width; u++) {
                        samples[y * width + x] += values[v * width + u] * basis(u, x, width) * basis(v, y, height);
                    }
                }
            }
        }
        return samples;
    }

    private static double basis(int frequency, int at, int length) {
        double scale = Math.sqrt((frequency == 0 ? 1.0 : 2.0) / length);
        return scale * Math.cos((2 * at + 1) * frequency * Math.PI / (2 * length));
    }

    private static double[] means(double[] samples, int across, int down) {
        double[] means = new double[across * down];
        for (int i = 0; i < samples.length; i++) {
            int column = i % SIDE * across / SIDE;
            int row = i / SIDE * down / SIDE;
            means[row * across + column] += samples[i] * across * down / samples.length;
        }
        return means;
    }
}
