package io.rlpips.detector;

import io.rlpips.metric.bundle.BundleWriter;
import io.rlpips.metric.bundle.Manifest;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.network.Backbone;
import io.rlpips.metric.weights.Precision;
import io.rlpips.metric.weights.WeightTensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** A real bundle with random weights: a network nobody trained still gives distances that obey LPIPS' rules. */
final class SeededBundle {
    private static final int INPUT_SIZE = 64;

    private SeededBundle() {}

    static void write(Path target) {
        Manifest manifest = Manifest.describing("seeded", Backbone.ALEXNET, INPUT_SIZE, "seeded");
        BundleWriter.write(new ModelBundle(manifest, tensors()), target, Precision.FLOAT32);
    }

    private static Map<String, WeightTensor> tensors() {
        Random random = new Random(11);
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        Backbone.ALEXNET
                .parameterShapes()
                .forEach((name, shape) -> tensors.put("backbone." + name, gaussian(random, shape)));
        int tap = 0;
        for (int channels : Backbone.ALEXNET.tapChannels()) {
            float[] ones = new float[channels];
            Arrays.fill(ones, 0.2f);
            tensors.put("heads." + tap++, new WeightTensor(new int[] {channels}, ones));
        }
        return tensors;
    }

    private static WeightTensor gaussian(Random random, int[] shape) {
        int inputs = IntStream.of(shape).skip(1).reduce(1, (a, b) -> a * b);
        float[] values = new float[IntStream.of(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * Math.sqrt(2.0 / inputs));
        }
        return new WeightTensor(shape, values);
    }
}
