package io.rlpips.metric.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorsTest {
    private NDManager manager;

    @BeforeEach
    void open() {
        manager = TorchEngine.start().newManager(DeviceChoice.CPU);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    /** Of sides where nothing, and where up to three rows and columns are in no window. */
    @ParameterizedTest
    @CsvSource({"11, 2, 64, 64", "11, 2, 61, 66", "8, 0, 63, 32", "4, 0, 11, 8", "3, 1, 30, 31", "1, 0, 7, 9"})
    void aStrideOverFewChannelsIsTakenInCellsWithTheSameResultAndDerivatives(
            int kernel, int padding, int height, int width) {
        NDArray input = random(new Shape(2, 3, height, width), 1);
        NDArray weight = random(new Shape(16, 3, kernel, kernel), 2);
        NDArray bias = random(new Shape(16), 3);
        assertThat(SpaceToDepth.suits(input, 4)).isTrue();

        List<NDArray> expected = withDerivatives(
                leaves -> Tensors.direct(leaves.get(0), leaves.get(1), leaves.get(2), 4, padding), input, weight, bias);
        List<NDArray> found = withDerivatives(
                leaves -> Tensors.convolution(leaves.get(0), leaves.get(1), leaves.get(2), 4, padding),
                input,
                weight,
                bias);

        for (int array = 0; array < expected.size(); array++) {
            assertNear(found.get(array), expected.get(array));
        }
    }

    @Test
    void channelsThatDoNotMakeBlocksOrAreEnoughAreLeftAsTheyAre() {
        assertThat(SpaceToDepth.suits(random(new Shape(1, 3, 8, 8), 1), 1)).isFalse();
        assertThat(SpaceToDepth.suits(random(new Shape(1, 3, 8, 8), 1), 2)).isFalse();
        assertThat(SpaceToDepth.suits(random(new Shape(1, 16, 8, 8), 1), 4)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void planesArePooledToTheSameBitsWithTheSameDerivatives(boolean ceilMode) {
        // whole numbers, so that many windows hold their maximum more than once
        NDArray planes = random(new Shape(3, 20, 15, 12), 4).mul(2).round();

        List<NDArray> expected = withDerivatives(leaves -> Tensors.maxPool(leaves.get(0), 3, 2, ceilMode), planes);
        List<NDArray> found = withDerivatives(leaves -> Tensors.maxPoolOfPlanes(leaves.get(0), 3, 2, ceilMode), planes);

        assertThat(found.get(0).getShape()).isEqualTo(expected.get(0).getShape());
        for (int array = 0; array < expected.size(); array++) {
            assertThat(found.get(array).toFloatArray())
                    .isEqualTo(expected.get(array).toFloatArray());
        }
    }

    /** @return the result, and the derivatives of the sum of its squares by every argument */
    private static List<NDArray> withDerivatives(Function<List<NDArray>, NDArray> operation, NDArray... arguments) {
        List<NDArray> leaves = Stream.of(arguments).map(Gradients::leaf).toList();
        NDArray result = Gradients.recording(() -> operation.apply(leaves));
        Gradients.backward(Gradients.recording(() -> result.square().sum()));
        return Stream.concat(Stream.of(result), leaves.stream().map(NDArray::getGradient))
                .toList();
    }

    private static void assertNear(NDArray found, NDArray expected) {
        assertThat(found.getShape()).isEqualTo(expected.getShape());
        float largest = expected.abs().max().getFloat();
        assertThat(largest).isPositive();
        assertThat(found.sub(expected).abs().max().getFloat()).isCloseTo(0, within(1e-5f * largest));
    }

    private NDArray random(Shape shape, long seed) {
        Random random = new Random(seed);
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return manager.create(values, shape);
    }
}
