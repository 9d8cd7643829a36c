package io.rlpips.training;

import io.rlpips.metric.bundle.Manifest;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.network.Backbone;
import io.rlpips.metric.weights.WeightTensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** A model with random weights, the same for the same seed. */
public final class TestBundles {
    private TestBundles() {}

    public static ModelBundle random(int inputSize, long seed) {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        parameters(seed).forEach((name, tensor) -> tensors.put("backbone." + name, tensor));
        for (int tap = 0; tap < Backbone.ALEXNET.tapChannels().size(); tap++) {
            float[] head = new float[Backbone.ALEXNET.tapChannels().get(tap)];
            Arrays.fill(head, 0.1f * (tap + 1));
            tensors.put("heads." + tap, new WeightTensor(new int[] {head.length}, head));
        }
        return new ModelBundle(Manifest.describing("random", Backbone.ALEXNET, inputSize, "random"), tensors);
    }

    /** He initialisation, small biases: activations keep their size from layer to layer. */
    public static Map<String, WeightTensor> parameters(long seed) {
        SplittableRandom random = Seeds.stream(seed);
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        Backbone.ALEXNET.parameterShapes().forEach((name, shape) -> {
            int length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
            double spread = shape.length == 1 ? 0.01 : Math.sqrt(2.0 * shape[0] / length);
            float[] values = new float[length];
            for (int i = 0; i < length; i++) {
                values[i] = (float) (random.nextGaussian() * spread);
            }
            tensors.put(name, new WeightTensor(shape, values));
        });
        return tensors;
    }
}
