package io.rlpips.detector.model;

import java.io.Serializable;
import java.util.ArrayList;
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
 * @param viewThresholds the same between other views than both pictures as they are, by how many of them a bank's policy
 *     names: first where it names none, and the configured ones are searched; the last also for more
 */
public record ModelDescription(
        ModelIdentity identity,
        String location,
        String bundleSha256,
        int inputSize,
        List<Integer> layerLengths,
        int pointLength,
        double threshold,
        List<Double> viewThresholds)
        implements Serializable {
    public ModelDescription {
        // State that was written before there were any has none.
        viewThresholds = viewThresholds == null ? new ArrayList<>(List.of(threshold)) : viewThresholds;
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
        this(
                identity,
                location,
                bundleSha256,
                inputSize,
                layerLengths,
                pointLength,
                threshold,
                new ArrayList<>(List.of(threshold)));
    }

    /**
     * @param otherViews that the policy of a bank names; 0 for the configured ones
     * @return the largest distance of a match between other views than both pictures as they are
     */
    public double viewThreshold(int otherViews) {
        return viewThresholds.get(Math.min(otherViews, viewThresholds.size() - 1));
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

    /** @param byOtherViews as {@link #viewThresholds} */
    public ModelDescription withThresholds(double distance, List<Double> byOtherViews) {
        return new ModelDescription(
                identity,
                location,
                bundleSha256,
                inputSize,
                layerLengths,
                pointLength,
                distance,
                new ArrayList<>(byOtherViews));
    }
}
