package io.rlpips.metric.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class GradientsTest {
    private static final int TERMS = 500;

    @Test
    void numbersInTheGraphOutliveTheGarbageCollector() {
        assertThat(gradientAfterCollection(value -> Tensors.times(value, 3))).containsOnly(3f * TERMS);
        assertThat(gradientAfterCollection(value -> Tensors.over(value, 0.25))).containsOnly(4f * TERMS);
    }

    /** The derivative of many uses of the operation, taken after the memory of what was dropped has been reused. */
    private static float[] gradientAfterCollection(UnaryOperator<NDArray> operation) {
        try (NDManager manager = TorchEngine.start().newManager(DeviceChoice.CPU)) {
            NDArray leaf = Gradients.leaf(manager.ones(new Shape(2)));
            NDArray total = Gradients.recording(() -> {
                NDArray sum = operation.apply(leaf);
                for (int term = 1; term < TERMS; term++) {
                    sum = sum.add(operation.apply(leaf));
                }
                return sum.sum();
            });
            List<ByteBuffer> elsewhere = reuseMemory();
            Gradients.backward(total);
            assertThat(elsewhere).isNotEmpty();
            return leaf.getGradient().toFloatArray();
        }
    }

    private static List<ByteBuffer> reuseMemory() {
        List<ByteBuffer> written = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            System.gc();
            for (int i = 0; i < 20_000; i++) {
                written.add(ByteBuffer.allocateDirect(Float.BYTES).putFloat(0, 1e30f));
            }
        }
        return written;
    }
}
