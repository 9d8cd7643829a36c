package io.rlpips.detector.judge;

import io.rlpips.detector.gate.BankRule;
import io.rlpips.detector.gate.PolicyChange;
import io.rlpips.detector.gate.UploadTicket;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.Serializable;
import java.util.Optional;

/**
 * Which threshold holds for a bank and an upload: that of the policy of the upload's moment, where it has one for this
 * model, otherwise the default.
 *
 * @param defaultDistance for banks without a policy and policies without a distance for this model; at least 0
 * @param modelId the model whose distances are judged
 */
public record Thresholds(double defaultDistance, String modelId) implements Serializable {
    public Thresholds {
        if (!(defaultDistance >= 0 && defaultDistance < Double.POSITIVE_INFINITY)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "threshold " + defaultDistance + ", needs a number of at least 0");
        }
    }

    /** How one bank is judged for one upload. */
    public record Bank(BankRule rule, Optional<PolicyChange> policy, double threshold, boolean searched) {}

    public Bank bank(UploadTicket upload, String bank) {
        Optional<PolicyChange> policy = upload.policies().stream()
                .filter(change -> change.bank().equals(bank))
                .findFirst();
        BankRule rule = policy.map(PolicyChange::rule).orElse(BankRule.DEFAULT);
        double threshold = rule.thresholdFor(modelId).orElse(defaultDistance);
        return new Bank(rule, policy, threshold, rule.searchedFor(upload.tenant()));
    }

    /** @return the largest threshold that may apply; banks without a policy are not known here, so at least the default */
    public double radius(UploadTicket upload) {
        double radius = defaultDistance;
        for (PolicyChange policy : upload.policies()) {
            if (policy.rule().searchedFor(upload.tenant())) {
                radius = Math.max(radius, policy.rule().thresholdFor(modelId).orElse(defaultDistance));
            }
        }
        return radius;
    }
}
