package io.rlpips.training.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.DrawnPictures;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Why rates of attacks on the model's input bound those of attacks on full-size pictures. */
class ResizeAveragesTest {
    private static final int INPUT = 64;

    @Property(tries = 40)
    void everyInputSampleIsAnAverageOfFullSizeSamples(@ForAll @IntRange(min = 1, max = 700) int side) {
        for (double[] row : wayToTheInput(side)) {
            assertThat(Arrays.stream(row).min().orElseThrow()).isGreaterThanOrEqualTo(0);
            assertThat(Arrays.stream(row).sum()).isCloseTo(1, within(1e-9));
        }
    }

    /** Below the last digits: at exactly the input's size the outermost pixels weigh a little more than the others. */
    @Property(tries = 15)
    void noPerturbationOfAPictureAtLeastAsLargeAsTheInputGrowsInLength(
            @ForAll @IntRange(min = INPUT, max = 700) int side) {
        assertThat(norm(wayToTheInput(side))).isLessThanOrEqualTo(1.0001);
    }

    /** With the rounding of both resizes: a whole number of levels stays that number. */
    @Property(tries = 30)
    void levelsOfAStoredPerturbationDoNotGrowOnTheWay(
            @ForAll @IntRange(min = 20, max = 300) int width,
            @ForAll @IntRange(min = 20, max = 300) int height,
            @ForAll @IntRange(min = 1, max = 16) int levels,
            @ForAll long seed) {
        RgbImage original = DrawnPictures.waves(width, height, 2, seed);
        SplittableRandom random = new SplittableRandom(seed);
        byte[] changed = original.pixels().clone();
        for (int i = 0; i < changed.length; i++) {
            int sample = (changed[i] & 0xff) + (random.nextBoolean() ? levels : -levels);
            changed[i] = (byte) Math.max(0, Math.min(255, sample));
        }

        RgbImage before = ViewScheme.modelInput(original, INPUT);
        RgbImage after = ViewScheme.modelInput(new RgbImage(width, height, changed), INPUT);

        for (int i = 0; i < before.pixels().length; i++) {
            assertThat(Math.abs((before.pixels()[i] & 0xff) - (after.pixels()[i] & 0xff)))
                    .isLessThanOrEqualTo(levels);
        }
    }

    /** Along one axis: the master's weights, then the input's. */
    private static double[][] wayToTheInput(int side) {
        double[][] toMaster = Resize.weights(side, Canonicaliser.MASTER_SIZE);
        double[][] toInput = Resize.weights(Canonicaliser.MASTER_SIZE, INPUT);
        double[][] product = new double[INPUT][side];
        for (int row = 0; row < INPUT; row++) {
            for (int middle = 0; middle < Canonicaliser.MASTER_SIZE; middle++) {
                for (int column = 0; column < side; column++) {
                    product[row][column] += toInput[row][middle] * toMaster[middle][column];
                }
            }
        }
        return product;
    }

    /** The largest factor by which a vector grows, by power iteration; rows and columns of a picture multiply theirs. */
    private static double norm(double[][] weights) {
        SplittableRandom random = new SplittableRandom(1);
        double[] vector = random.doubles(weights[0].length, 0.5, 1).toArray();
        double growth = 0;
        for (int step = 0; step < 200; step++) {
            double[] image = times(weights, vector);
            growth = length(image) / length(vector);
            vector = transposedTimes(weights, image);
            double scale = 1 / length(vector);
            vector = Arrays.stream(vector).map(value -> value * scale).toArray();
        }
        return growth;
    }

    private static double[] times(double[][] matrix, double[] vector) {
        double[] result = new double[matrix.length];
        for (int row = 0; row < matrix.length; row++) {
            for (int column = 0; column < vector.length; column++) {
                result[row] += matrix[row][column] * vector[column];
            }
        }
        return result;
    }

    private static double[] transposedTimes(double[][] matrix, double[] vector) {
        double[] result = new double[matrix[0].length];
        for (int row = 0; row < matrix.length; row++) {
            for (int column = 0; column < result.length; column++) {
                result[column] += matrix[row][column] * vector[row];
            }
        }
        return result;
    }

    private static double length(double[] vector) {
        return Math.sqrt(Arrays.stream(vector).map(value -> value * value).sum());
    }
}
