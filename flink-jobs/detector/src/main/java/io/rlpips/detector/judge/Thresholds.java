package io.rlpips.detector.judge;

import io.rlpips.detector.control.BankRule;
import io.rlpips.detector.control.PolicyChange;
import io.rlpips.detector.gate.UploadTicket;
import io.rlpips.metric.bundle.ViewThresholds;
import java.util.List;
import java.util.Optional;

/**
 * Which threshold holds for a bank and an upload: that of the policy of the upload's moment, where it has one for the
 * upload's model, otherwise the model's own. A model without one of its own is never active.
 */
final class Thresholds {
    private Thresholds() {}

    /**
     * How one bank is judged for one upload.
     *
     * @param threshold of both pictures as they are
     * @param viewThreshold of any other two views
     */
    record Bank(
            BankRule rule, Optional<PolicyChange> policy, double threshold, double viewThreshold, boolean searched) {}

    static Bank bank(UploadTicket upload, String bank) {
        Optional<PolicyChange> policy = upload.policies().stream()
                .filter(change -> change.bank().equals(bank))
                .findFirst();
        BankRule rule = policy.map(PolicyChange::rule).orElse(BankRule.DEFAULT);
        return new Bank(
                rule,
                policy,
                rule.threshold(upload.model()),
                rule.viewThreshold(upload.model()),
                searched(rule, upload));
    }

    /** @return the largest thresholds that may apply; banks without a policy are not known here, so at least the model's */
    static ViewThresholds reach(UploadTicket upload) {
        double asIs = upload.model().threshold();
        double otherViews = upload.model().viewThreshold(0);
        for (PolicyChange policy : upload.policies()) {
            if (searched(policy.rule(), upload)) {
                asIs = Math.max(asIs, policy.rule().threshold(upload.model()));
                otherViews = Math.max(otherViews, policy.rule().viewThreshold(upload.model()));
            }
        }
        return new ViewThresholds(asIs, otherViews);
    }

    /** @return the policies of the banks that the upload is compared with; the others' names are not its tenant's to know */
    static List<PolicyChange> applied(UploadTicket upload) {
        return upload.policies().stream()
                .filter(policy -> searched(policy.rule(), upload))
                .toList();
    }

    /** A sample is one of what is uploaded; whoever asks is to be answered. */
    private static boolean searched(BankRule rule, UploadTicket upload) {
        return upload.lookup()
                ? rule.searchedFor(upload.tenant())
                : rule.searchedFor(upload.tenant(), upload.uploadId());
    }
}
