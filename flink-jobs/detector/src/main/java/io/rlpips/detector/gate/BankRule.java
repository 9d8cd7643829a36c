package io.rlpips.detector.gate;

import io.rlpips.schemas.Severity;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a policy says about a bank.
 *
 * @param excludes whether a match silences the upload's alerts instead of raising one
 * @param enabled false: the bank is not searched
 * @param maximumDistance the threshold, or NaN for the default one
 * @param distanceModelId the model that threshold was chosen for; empty: any
 * @param tenants whose uploads are compared with the bank; empty: everybody's
 */
public record BankRule(
        boolean excludes,
        boolean enabled,
        double maximumDistance,
        String distanceModelId,
        List<String> tenants,
        Severity severity) {
    /** What holds for a bank without a policy. */
    public static final BankRule DEFAULT = new BankRule(false, true, Double.NaN, "", List.of(), Severity.MEDIUM);

    public boolean searchedFor(String tenant) {
        return enabled && (tenants.isEmpty() || tenants.contains(tenant));
    }

    /** @return the threshold, where the policy has one that was chosen for this model */
    public OptionalDouble thresholdFor(String modelId) {
        boolean applies = distanceModelId.isEmpty() || distanceModelId.equals(modelId);
        return applies && !Double.isNaN(maximumDistance) ? OptionalDouble.of(maximumDistance) : OptionalDouble.empty();
    }
}
