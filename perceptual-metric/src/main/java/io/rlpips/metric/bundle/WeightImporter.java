package io.rlpips.metric.bundle;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.network.Backbone;
import io.rlpips.metric.network.InputScaling;
import io.rlpips.metric.weights.WeightFiles;
import io.rlpips.metric.weights.WeightTensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Makes bundles of weights that others published: torchvision state dicts with separate LPIPS heads, or whole LPIPS and
 * R-LPIPS checkpoints, in any layout {@link WeightFiles} reads. Classifiers and whatever else the metric does not need
 * are not looked at.
 */
public final class WeightImporter {
    /** The recipe in the manifests of imported bundles. */
    public static final String RECIPE = "imported";

    /** The constants of METHOD section 1 (LPIPS, Zhang et al. 2018), which no checkpoint may contradict. */
    private static final float SCALING_TOLERANCE = 1e-6f;

    private WeightImporter() {}

    /**
     * @param backboneFile with the network, and the heads unless they are in a file of their own
     * @param headsFile with the heads; wins over heads in the other file
     * @param backbone which network it must be; found by names and shapes where empty
     * @param inputSize side in pixels of the pictures that fingerprints are made of
     * @param modelId of the bundle, see {@link Manifest}
     * @throws RlpipsException INVALID_WEIGHTS naming the tensor that is missing or wrong, with what was found and what
     *     was expected; INVALID_BUNDLE for an input size or id that no bundle can have
     */
    public static ModelBundle importBundle(
            Path backboneFile, Optional<Path> headsFile, Optional<Backbone> backbone, int inputSize, String modelId) {
        Map<String, WeightTensor> found = canonical(backboneFile);
        Map<String, WeightTensor> heads =
                headsFile.map(WeightImporter::canonical).orElse(found);
        Map<String, WeightTensor> features = withPrefix(BundleTensors.BACKBONE_PREFIX, found);
        Backbone network = BackboneSearch.find(backboneFile, features, backbone);
        Map<String, WeightTensor> tensors = new LinkedHashMap<>(features);
        tensors.putAll(ImportedHeads.of(
                headsFile.orElse(backboneFile), network, withPrefix(BundleTensors.HEAD_PREFIX, heads)));
        return new ModelBundle(Manifest.describing(modelId, network, inputSize, RECIPE), tensors);
    }

    private static Map<String, WeightTensor> canonical(Path file) {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        WeightFiles.read(file, name -> CheckpointName.canonical(name).isPresent())
                .forEach((name, tensor) -> add(file, tensors, name, tensor));
        requireConstant(file, tensors, CheckpointName.SHIFT, InputScaling.shift());
        requireConstant(file, tensors, CheckpointName.SCALE, InputScaling.scale());
        return tensors;
    }

    private static void add(Path file, Map<String, WeightTensor> tensors, String name, WeightTensor tensor) {
        String canonical = CheckpointName.canonical(name).orElseThrow();
        WeightTensor known = tensors.putIfAbsent(canonical, tensor);
        if (known != null && !known.equals(tensor)) {
            throw invalid("%s: '%s' differs from another tensor that means the same", file, name);
        }
    }

    private static void requireConstant(Path file, Map<String, WeightTensor> tensors, String name, float[] expected) {
        WeightTensor tensor = tensors.remove(name);
        if (tensor == null) {
            return;
        }
        boolean same = tensor.values().length == expected.length;
        for (int i = 0; same && i < expected.length; i++) {
            same = Math.abs(tensor.values()[i] - expected[i]) <= SCALING_TOLERANCE;
        }
        if (!same) {
            throw invalid(
                    "%s: '%s' is not %s: the metric scales its input by these", file, name, Arrays.toString(expected));
        }
    }

    private static Map<String, WeightTensor> withPrefix(String prefix, Map<String, WeightTensor> tensors) {
        Map<String, WeightTensor> chosen = new LinkedHashMap<>(tensors);
        chosen.keySet().removeIf(name -> !name.startsWith(prefix));
        return chosen;
    }

    static RlpipsException invalid(String format, Object... arguments) {
        return new RlpipsException(FailureCategory.INVALID_WEIGHTS, String.format(Locale.ROOT, format, arguments));
    }
}
