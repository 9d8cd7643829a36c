package io.rlpips.metric.bundle;

import io.rlpips.metric.network.Backbone;
import io.rlpips.metric.weights.WeightTensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/** Which tensors a model has, and what their values must be. */
final class BundleTensors {
    static final String BACKBONE_PREFIX = "backbone.";
    static final String HEAD_PREFIX = "heads.";

    private BundleTensors() {}

    /** @return name and shape of every tensor, in the order in which they are stored */
    static Map<String, int[]> expected(Backbone backbone) {
        Map<String, int[]> shapes = new LinkedHashMap<>();
        backbone.parameterShapes().forEach((name, shape) -> shapes.put(BACKBONE_PREFIX + name, shape));
        for (int tap = 0; tap < backbone.tapChannels().size(); tap++) {
            shapes.put(HEAD_PREFIX + tap, new int[] {backbone.tapChannels().get(tap)});
        }
        return shapes;
    }

    /** @return the tensors in the order in which they are stored */
    static Map<String, WeightTensor> checked(Manifest manifest, Map<String, WeightTensor> tensors) {
        Map<String, int[]> expected = expected(manifest.backbone());
        requireSameNames(manifest.backbone(), expected, tensors);
        Map<String, WeightTensor> ordered = new LinkedHashMap<>();
        expected.forEach((name, shape) -> {
            WeightTensor tensor = tensors.get(name);
            requireShape(name, shape, tensor);
            requireValues(name, tensor.values());
            ordered.put(name, tensor);
        });
        return ordered;
    }

    private static void requireSameNames(
            Backbone backbone, Map<String, int[]> expected, Map<String, WeightTensor> tensors) {
        TreeSet<String> missing = new TreeSet<>(expected.keySet());
        missing.removeAll(tensors.keySet());
        TreeSet<String> unknown = new TreeSet<>(tensors.keySet());
        unknown.removeAll(expected.keySet());
        if (!missing.isEmpty() || !unknown.isEmpty()) {
            throw BundleFailure.of(
                    "tensors do not fit %s: missing %s, unknown %s",
                    backbone.label(), abbreviated(missing), abbreviated(unknown));
        }
    }

    private static String abbreviated(TreeSet<String> names) {
        String first = String.join(", ", names.stream().limit(8).toList());
        return "[" + first + (names.size() > 8 ? ", and " + (names.size() - 8) + " more]" : "]");
    }

    private static void requireShape(String name, int[] expected, WeightTensor found) {
        if (!Arrays.equals(expected, found.shape())) {
            throw BundleFailure.of(
                    "tensor '%s' has shape %s, expected %s",
                    name, Arrays.toString(found.shape()), Arrays.toString(expected));
        }
    }

    private static void requireValues(String name, float[] values) {
        boolean head = name.startsWith(HEAD_PREFIX);
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw BundleFailure.of("tensor '%s' holds %s at index %d, values are finite", name, values[i], i);
            }
            if (head && values[i] < 0) {
                throw BundleFailure.of(
                        "head '%s' has weight %s for channel %d, at least 0 is possible", name, values[i], i);
            }
        }
    }
}
