package io.rlpips.metric.bundle;

import io.rlpips.metric.network.Backbone;
import io.rlpips.metric.projection.BasisFormat;
import io.rlpips.metric.projection.TestProjections;
import io.rlpips.metric.weights.WeightTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Bundles with seeded weights. */
final class TestBundles {
    private TestBundles() {}

    /** The smallest network, with a manifest that says everything it can. */
    static ModelBundle complete(long seed) {
        Training training = new Training(
                "30,000 photos", 30_000, seed, 22, "./rlpips train backbone --seed " + seed, Map.of("batch", "64"));
        Manifest manifest = Manifest.describing("test-model", Backbone.SQUEEZENET, 64, "seeded")
                .withTraining(training)
                .withParent("parent-model")
                .withMetrics(List.of(
                        Measurement.of("accuracy", 0.32, "./rlpips evaluate"),
                        new Measurement("speed", 430, Optional.of("img/s"), Optional.of(400.0), "./rlpips bench")))
                .withCalibration(CalibrationCurve.fit(distances(2000, seed), 1_000_000))
                .withRecommendedThreshold(0.142);
        return new ModelBundle(manifest, tensors(Backbone.SQUEEZENET, seed));
    }

    /** The same with a projection of three dimensions. */
    static ModelBundle projected(long seed) {
        int length = Backbone.SQUEEZENET.fingerprintLength(64);
        return complete(seed)
                .withProjection(
                        TestProjections.random(3, length, seed, BasisFormat.FLOAT16),
                        "4,000 photos",
                        "./rlpips model publish");
    }

    static Map<String, WeightTensor> tensors(Backbone backbone, long seed) {
        Random random = new Random(seed);
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        BundleTensors.expected(backbone).forEach((name, shape) -> tensors.put(name, random(random, name, shape)));
        return tensors;
    }

    private static WeightTensor random(Random random, String name, int[] shape) {
        int elements = 1;
        for (int size : shape) {
            elements *= size;
        }
        float[] values = new float[elements];
        float lowest = name.startsWith(BundleTensors.HEAD_PREFIX) ? 0 : -0.5f;
        for (int i = 0; i < elements; i++) {
            values[i] = random.nextFloat() + lowest;
        }
        return new WeightTensor(shape, values);
    }

    /** Ascending distances whose logarithm of the rank is about linear. */
    static float[] distances(int count, long seed) {
        Random random = new Random(seed);
        float[] distances = new float[count];
        for (int i = 0; i < count; i++) {
            distances[i] = (float) (0.3 + 0.02 * Math.log((i + random.nextDouble() + 0.01) / count));
        }
        return distances;
    }
}
