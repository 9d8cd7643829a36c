package io.rlpips.local.bank;

import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.NewestRecords;
import io.rlpips.schemas.Policy;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What people are to know of a policy, by what is on the broker. */
public final class PolicyWarnings {
    private PolicyWarnings() {}

    /** @return the topics that are read */
    public static List<Subject<?>> topics() {
        return List.of(Subjects.REFERENCE_STATUS, Subjects.MODEL_STATUS);
    }

    /** @return warnings, for a policy that is to be set */
    public static List<String> of(Broker broker, Policy policy) {
        List<String> warnings = new ArrayList<>(DistanceCheck.warnings(
                policy, NewestRecords.read(broker, Subjects.MODEL_STATUS).values()));
        TargetCheck.warningOfViews(policy).ifPresent(warnings::add);
        warnings.addAll(outgrown(broker, policy));
        return warnings;
    }

    /**
     * Goes by the status of references, which is short, and takes each for as many rows as the policy says: how many they
     * have, only their fingerprints tell.
     *
     * @return a warning where the bank has outgrown its target
     */
    public static List<String> outgrown(Broker broker, Policy policy) {
        if (policy.getFalseAlertsPerUpload() == null || policy.getResolvedViews() == null) {
            return List.of();
        }
        BankSize size = new BankSize(
                BankSizes.registered(broker, policy.getBank()),
                TargetResolution.views(policy, policy.getResolvedViews()));
        return TargetCheck.warning(policy, Map.of("", size)).stream().toList();
    }
}
