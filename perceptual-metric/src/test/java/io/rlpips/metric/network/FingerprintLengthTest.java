package io.rlpips.metric.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.DifferentiableOperations;
import io.rlpips.metric.engine.TorchEngine;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FingerprintLengthTest {
    private static final int SIZES = 9;

    @ParameterizedTest
    @EnumSource(Backbone.class)
    void itIsWhatTheNetworkGives(Backbone backbone) {
        try (NDManager manager = TorchEngine.start().newManager(DeviceChoice.CPU)) {
            Map<String, NDArray> parameters = new LinkedHashMap<>();
            backbone.parameterShapes()
                    .forEach((name, shape) -> parameters.put(
                            name,
                            manager.zeros(new Shape(
                                    Arrays.stream(shape).asLongStream().toArray()))));
            int smallest = backbone.minimumInputSize();
            for (int size = smallest; size < smallest + SIZES; size++) {
                long measured = backbone
                        .taps(new DifferentiableOperations(parameters), manager.zeros(new Shape(1, 3, size, size)))
                        .stream()
                        .mapToLong(NDArray::size)
                        .sum();
                assertThat(backbone.fingerprintLength(size))
                        .as("%s at %d pixels", backbone, size)
                        .isEqualTo((int) measured);
            }
        }
    }

    @Test
    void alexNetAt64PixelsHasThePublishedLength() {
        assertThat(Backbone.ALEXNET.fingerprintLength(64)).isEqualTo(31_872);
    }
}
