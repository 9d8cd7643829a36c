package io.rlpips.training.optimiser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.engine.TorchEngine;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdamTest {

    /** The update as the paper writes it, in double precision, for f(w) = w^2 with gradient 2w. */
    private static double expected(double start, int steps, double learningRate, double decay, double beta1) {
        double weight = start;
        double first = 0;
        double second = 0;
        for (int step = 1; step <= steps; step++) {
            double gradient = 2 * weight;
            weight -= learningRate * decay * weight;
            first = beta1 * first + (1 - beta1) * gradient;
            second = 0.999 * second + 0.001 * gradient * gradient;
            double corrected = first / (1 - Math.pow(beta1, step));
            weight -= learningRate * corrected / Math.sqrt(second / (1 - Math.pow(0.999, step)));
        }
        return weight;
    }

    /** 0.5 is what heads learn with. */
    @ParameterizedTest
    @ValueSource(doubles = {0.9, 0.5})
    void followsThePublishedUpdateAndDecaysWeightsOnly(double beta1) {
        try (NDManager manager = TorchEngine.start().newManager(DeviceChoice.CPU)) {
            NDArray weight = manager.create(new float[] {3, -2}, new Shape(1, 2));
            NDArray bias = manager.create(new float[] {3, -2});
            weight.setRequiresGradient(true);
            bias.setRequiresGradient(true);
            Adam optimiser = new Adam(manager, Map.of("weight", weight, "bias", bias), 0.5, beta1);
            for (int step = 0; step < 20; step++) {
                try (NDArray loss = Gradients.recording(
                        () -> weight.square().sum().add(bias.square().sum()))) {
                    Gradients.backward(loss);
                }
                optimiser.step(0.01);
            }

            assertThat(weight.toFloatArray()[0]).isCloseTo((float) expected(3, 20, 0.01, 0.5, beta1), within(1e-4f));
            assertThat(weight.toFloatArray()[1]).isCloseTo((float) expected(-2, 20, 0.01, 0.5, beta1), within(1e-4f));
            assertThat(bias.toFloatArray()[0]).isCloseTo((float) expected(3, 20, 0.01, 0, beta1), within(1e-4f));
        }
    }
}
