package io.rlpips.detector.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All policies one bank has had, oldest first. None is forgotten: they are few and small, and an upload that is read
 * late is judged by the policy of its time.
 */
public record PolicyHistory(List<PolicyChange> changes) {
    public PolicyHistory with(PolicyChange change) {
        List<PolicyChange> longer = new ArrayList<>(changes);
        longer.add(change);
        return new PolicyHistory(longer);
    }

    /** @return the rule that holds at a moment of broker time and all later ones, as far as is known */
    List<BankRule> rulesSince(long momentMillis) {
        List<BankRule> rules = new ArrayList<>();
        rules.add(asOf(momentMillis).map(PolicyChange::rule).orElse(BankRule.DEFAULT));
        changes.stream()
                .filter(change -> change.brokerTimeMillis() > momentMillis)
                .forEach(change -> rules.add(change.rule()));
        return rules;
    }

    /** @return the policy in force at a moment of broker time, if there was one */
    public Optional<PolicyChange> asOf(long momentMillis) {
        PolicyChange last = null;
        for (PolicyChange change : changes) {
            if (change.brokerTimeMillis() <= momentMillis) {
                last = change;
            }
        }
        return Optional.ofNullable(last).filter(change -> !change.removed());
    }
}
