package io.rlpips.detector.model;

import io.rlpips.metric.bundle.ViewThresholds;
import java.io.Serializable;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What the jobs need to know of a model without having it loaded; travels with each upload that is judged by it.
 *
 * @param location where its bundle is, for {@link ModelSource#open}
 * @param bundleSha256 what the bundle file must hash to; empty for the configured model, which may be a folder
 * @param inputSize side in pixels of the pictures that it takes
 * @param layerLengths how many values of a fingerprint belong to each layer, first layer first
 * @param pointLength coordinates of its compact rows; 0 where it has no search projection
 * @param threshold largest distance that is a match in banks without a policy; NaN where there is none
 * @param viewThreshold the same between other views than both pictures as they are
 */
public record ModelDescription(
        ModelIdentity identity,
        String location,
        String bundleSha256,
        int inputSize,
        List<Integer> layerLengths,
        int pointLength,
        double threshold,
        Double viewThreshold)
        implements Serializable {
    public ModelDescription {
        // State that was written before there was one has none.
        viewThreshold = viewThreshold == null ? Double.valueOf(threshold) : viewThreshold;
    }

    /** A model with one threshold for all views. */
    public ModelDescription(
            ModelIdentity identity,
            String location,
            String bundleSha256,
            int inputSize,
            List<Integer> layerLengths,
            int pointLength,
            double threshold) {
        this(identity, location, bundleSha256, inputSize, layerLengths, pointLength, threshold, threshold);
    }

    public String modelId() {
        return identity.modelId();
    }

    /** @return values of a fingerprint */
    public int dimensions() {
        return layerLengths.stream().mapToInt(Integer::intValue).sum();
    }

    public OptionalDouble defaultThreshold() {
        return Double.isNaN(threshold) ? OptionalDouble.empty() : OptionalDouble.of(threshold);
    }

    public ModelDescription withThresholds(ViewThresholds thresholds) {
        return new ModelDescription(
                identity,
                location,
                bundleSha256,
                inputSize,
                layerLengths,
                pointLength,
                thresholds.asIs(),
                thresholds.otherViews());
    }
}
