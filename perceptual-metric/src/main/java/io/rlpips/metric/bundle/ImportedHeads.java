package io.rlpips.metric.bundle;

import io.rlpips.metric.network.Backbone;
import io.rlpips.metric.weights.WeightTensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Turns the 1x1 convolutions that weigh the channels of each tap into plain vectors. */
final class ImportedHeads {
    private ImportedHeads() {}

    /**
     * @param file for messages
     * @param heads by canonical name, [1, C, 1, 1] or [C]
     * @return one head a tap, each of shape [C]
     */
    static Map<String, WeightTensor> of(Path file, Backbone backbone, Map<String, WeightTensor> heads) {
        int taps = backbone.tapChannels().size();
        if (heads.size() != taps) {
            throw WeightImporter.invalid(
                    "%s: %s needs %d heads named lin<k>.model.1.weight, found %s",
                    file, backbone.label(), taps, heads.keySet());
        }
        Map<String, WeightTensor> vectors = new LinkedHashMap<>();
        for (int tap = 0; tap < taps; tap++) {
            String name = BundleTensors.HEAD_PREFIX + tap;
            if (!heads.containsKey(name)) {
                throw WeightImporter.invalid("%s: head %d of %d is missing, found %s", file, tap, taps, heads.keySet());
            }
            vectors.put(name, vector(file, tap, backbone.tapChannels().get(tap), heads.get(name)));
        }
        return vectors;
    }

    private static WeightTensor vector(Path file, int tap, int channels, WeightTensor head) {
        int[] shape = head.shape();
        boolean fits =
                Arrays.equals(shape, new int[] {channels}) || Arrays.equals(shape, new int[] {1, channels, 1, 1});
        if (!fits) {
            throw WeightImporter.invalid(
                    "%s: head %d has shape %s, expected [1, %d, 1, 1]", file, tap, Arrays.toString(shape), channels);
        }
        for (int channel = 0; channel < channels; channel++) {
            float weight = head.values()[channel];
            if (!(weight >= 0) || Float.isInfinite(weight)) {
                throw WeightImporter.invalid(
                        "%s: head %d has weight %s for channel %d, weights are finite and at least 0",
                        file, tap, weight, channel);
            }
        }
        return new WeightTensor(new int[] {channels}, head.values());
    }
}
