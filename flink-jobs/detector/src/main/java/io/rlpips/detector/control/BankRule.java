package io.rlpips.detector.control;

import io.rlpips.detector.model.ModelDescription;
import io.rlpips.schemas.Severity;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a policy says about a bank.
 *
 * @param excludes whether a match silences the upload's alerts instead of raising one
 * @param enabled false: the bank is not searched
 * @param maximumDistance the threshold where {@code distances} has none for the model; NaN for the model's own
 * @param distanceModelId the model that {@code maximumDistance} was chosen for; empty: any
 * @param distances thresholds by model id
 * @param viewDistances thresholds by model id of matches under other views than both pictures as they are; the others'
 *     where there is none for the model
 * @param views under which its references are searched besides the picture as it is, by their labels; empty: the
 *     configured ones
 * @param tenants whose uploads are compared with the bank; empty: everybody's
 * @param floodLimitPerHour matches of one reference within an hour above which it is quarantined; 0 for the configured
 *     limit
 * @param samplingRatio share of the uploads that are compared with the bank, in [0, 1]
 */
public record BankRule(
        boolean excludes,
        boolean enabled,
        double maximumDistance,
        String distanceModelId,
        Map<String, Double> distances,
        Map<String, Double> viewDistances,
        List<String> views,
        List<String> tenants,
        Severity severity,
        int floodLimitPerHour,
        double samplingRatio) {
    public BankRule {
        // State that was written before there were any has none.
        viewDistances = viewDistances == null ? Map.of() : viewDistances;
    }

    /** What holds for a bank without a policy. */
    public static final BankRule DEFAULT =
            new BankRule(false, true, Double.NaN, "", Map.of(), List.of(), List.of(), Severity.MEDIUM);

    /** A rule with one threshold for all views and the configured flood limit that holds for all uploads. */
    public BankRule(
            boolean excludes,
            boolean enabled,
            double maximumDistance,
            String distanceModelId,
            Map<String, Double> distances,
            List<String> views,
            List<String> tenants,
            Severity severity) {
        this(excludes, enabled, maximumDistance, distanceModelId, distances, Map.of(), views, tenants, severity, 0, 1);
    }

    /** @return whether uploads of a tenant, or a share of them, are compared with the bank */
    public boolean searchedFor(String tenant) {
        return enabled && (tenants.isEmpty() || tenants.contains(tenant));
    }

    /** @return whether an upload is compared with the bank */
    public boolean searchedFor(String tenant, String uploadId) {
        return searchedFor(tenant) && (samplingRatio >= 1 || Sample.place(tenant, uploadId) < samplingRatio);
    }

    /** @return the threshold, where the policy has one that was chosen for this model */
    public OptionalDouble thresholdFor(String modelId) {
        Double chosen = distances.get(modelId);
        if (chosen != null) {
            return OptionalDouble.of(chosen);
        }
        boolean applies = distanceModelId.isEmpty() || distanceModelId.equals(modelId);
        return applies && !Double.isNaN(maximumDistance) ? OptionalDouble.of(maximumDistance) : OptionalDouble.empty();
    }

    /** @return the largest distance that is a match when the model judges both pictures as they are */
    public double threshold(ModelDescription model) {
        return thresholdFor(model.modelId()).orElse(model.threshold());
    }

    /** @return the largest distance that is a match when the model judges any other two views */
    public double viewThreshold(ModelDescription model) {
        Double chosen = viewDistances.get(model.modelId());
        return chosen != null ? chosen : thresholdFor(model.modelId()).orElse(model.viewThreshold(views.size()));
    }

    /** @return the largest distance that may be a match when the model judges */
    public double radius(ModelDescription model) {
        return Math.max(threshold(model), viewThreshold(model));
    }

    /** @return whether it has thresholds, and all of them for other models */
    boolean lacksThresholdFor(String modelId) {
        boolean hasThresholds = !Double.isNaN(maximumDistance) || !distances.isEmpty();
        return hasThresholds && thresholdFor(modelId).isEmpty();
    }
}
