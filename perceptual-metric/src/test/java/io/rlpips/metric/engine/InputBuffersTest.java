package io.rlpips.metric.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class InputBuffersTest {
    private static final Shape SMALL = new Shape(8);

    private final InputBuffers buffers = new InputBuffers();

    @Test
    void aSmallerArrayInTheMemoryOfALargerOneHasItsOwnShapeAndValues() {
        try (NDManager manager = TorchEngine.start().newManager(DeviceChoice.CPU)) {
            assertThat(filled(manager, new Shape(4, 3), 7)).hasSize(12).containsOnly(7);
            assertThat(filled(manager, new Shape(2, 2), 5)).hasSize(4).containsOnly(5);
            assertThat(filled(manager, new Shape(6, 3), 3)).hasSize(18).containsOnly(3);
        }
    }

    @Test
    void theNextBatchFindsTheMemoryOfTheLastAndAnArrayWithinAnotherHasItsOwn() {
        try (NDManager manager = TorchEngine.start().newManager(DeviceChoice.CPU)) {
            filled(manager, SMALL, 7);
            float left = buffers.with(manager, SMALL, values -> replace(values, 7, 1), outer -> {
                filled(manager, SMALL, 2);
                return outer.sum().getFloat();
            });

            assertThat(left).isEqualTo(8);
        }
    }

    private static void replace(FloatBuffer values, float expected, float value) {
        assertThat(values.get(0)).isEqualTo(expected);
        fill(values, value);
    }

    private float[] filled(NDManager manager, Shape shape, float value) {
        return buffers.with(manager, shape, values -> fill(values, value), NDArray::toFloatArray);
    }

    private static void fill(FloatBuffer values, float value) {
        while (values.hasRemaining()) {
            values.put(value);
        }
    }
}
