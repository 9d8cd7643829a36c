package io.rlpips.metric.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ResizeWeightsTest {

    @Property(tries = 60)
    void theResizeIsTheProductOfItsWeightsRounded(
            @ForAll @IntRange(min = 1, max = 40) int width,
            @ForAll @IntRange(min = 1, max = 40) int height,
            @ForAll @IntRange(min = 1, max = 40) int newWidth,
            @ForAll @IntRange(min = 1, max = 40) int newHeight,
            @ForAll long seed) {
        byte[] pixels = new byte[width * height * 3];
        new Random(seed).nextBytes(pixels);
        RgbImage source = new RgbImage(width, height, pixels);
        double[][] horizontal = Resize.weights(width, newWidth);
        double[][] vertical = Resize.weights(height, newHeight);

        RgbImage resized = Resize.to(source, newWidth, newHeight);

        for (int y = 0; y < newHeight; y++) {
            for (int x = 0; x < newWidth; x++) {
                assertThat(resized.sample(x, y, 1))
                        .isEqualTo((int) Math.floor(product(source, vertical[y], horizontal[x]) + 0.5));
            }
        }
    }

    @Property
    void noWeightIsNegativeAndRowsSumToOne(
            @ForAll @IntRange(min = 1, max = 300) int sourceSize,
            @ForAll @IntRange(min = 1, max = 300) int outputSize) {
        for (double[] row : Resize.weights(sourceSize, outputSize)) {
            assertThat(row).hasSize(sourceSize);
            assertThat(Arrays.stream(row).min().orElseThrow()).isGreaterThanOrEqualTo(0);
            assertThat(Arrays.stream(row).sum()).isEqualTo(1);
        }
    }

    private static double product(RgbImage source, double[] vertical, double[] horizontal) {
        double sum = 0;
        for (int y = 0; y < vertical.length; y++) {
            for (int x = 0; x < horizontal.length; x++) {
                sum += vertical[y] * horizontal[x] * source.sample(x, y, 1);
            }
        }
        return sum;
    }
}
