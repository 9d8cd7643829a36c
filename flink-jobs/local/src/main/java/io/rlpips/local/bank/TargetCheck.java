package io.rlpips.local.bank;

import io.rlpips.detector.configuration.ViewNames;
import io.rlpips.metric.bundle.ViewThresholds;
import io.rlpips.schemas.Policy;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Whether a bank is still as small as its policy's target was resolved for. */
public final class TargetCheck {
    private TargetCheck() {}

    /**
     * @param sizes of the bank now, by model
     * @return a warning for people, where the bank has outgrown its target
     */
    public static Optional<String> warning(Policy policy, Map<String, BankSize> sizes) {
        if (policy.getFalseAlertsPerUpload() == null
                || policy.getResolvedReferences() == null
                || policy.getResolvedViews() == null) {
            return Optional.empty();
        }
        return sizes.values().stream()
                .max(Comparator.comparingDouble(size -> growth(policy, size)))
                .filter(size -> growth(policy, size) > 1)
                .map(size -> warning(policy, size, growth(policy, size)));
    }

    /** @return how many times the false alerts that the target was resolved for may be expected */
    private static double growth(Policy policy, BankSize size) {
        double references = (double) size.references() / policy.getResolvedReferences();
        int resolved = policy.getResolvedViews();
        if (resolved == 1 || policy.getMaximumViewDistances().isEmpty()) {
            return references * size.views() / resolved;
        }
        double otherViews = (1 - ViewThresholds.AS_IS_SHARE) * (size.views() - 1) / (resolved - 1);
        return references * (ViewThresholds.AS_IS_SHARE + otherViews);
    }

    /** @return a warning for people, where a policy names more views than its target was resolved for */
    public static Optional<String> warningOfViews(Policy policy) {
        int rows = 1 + ViewNames.labels(policy.getViews()).size();
        boolean more = policy.getResolvedViews() != null && rows > policy.getResolvedViews();
        return more && policy.getFalseAlertsPerUpload() != null
                ? Optional.of(
                        "the target of bank '%s' was resolved for %d views a reference, and the policy now makes %d: set it again"
                                .formatted(policy.getBank(), policy.getResolvedViews(), rows))
                : Optional.empty();
    }

    private static String warning(Policy policy, BankSize size, double growth) {
        return String.format(
                Locale.ROOT,
                "bank '%s' has outgrown its target: %s false alerts per upload was resolved for %d references of %d views, it has"
                        + " %d of %d: expect up to %.3g; set it again",
                policy.getBank(),
                policy.getFalseAlertsPerUpload(),
                policy.getResolvedReferences(),
                policy.getResolvedViews(),
                size.references(),
                size.views(),
                policy.getFalseAlertsPerUpload() * growth);
    }
}
