package io.rlpips.detector.control;

import io.rlpips.detector.configuration.ViewNames;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Payloads;
import io.rlpips.detector.read.Rejection;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.MalformedRecordException;
import io.rlpips.schemas.Policy;
import io.rlpips.schemas.PolicyKind;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subjects;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Decodes policies and drops heartbeats. A policy that asks for what this version cannot do is refused as a whole, to
 * {@link Rejection#OUTPUT}, and the bank keeps the one it had: half a policy would be a decision nobody made.
 */
public final class PolicyReader extends ProcessFunction<BrokerRecord, ControlChange> {
    private static final long serialVersionUID = 1L;

    private final SingleObject<Policy> wire = SingleObject.of(Subjects.POLICIES);

    @Override
    public void processElement(BrokerRecord record, Context context, Collector<ControlChange> out) {
        if (record.heartbeat()) {
            return;
        }
        try {
            if (record.tombstone()) {
                out.collect(ControlChange.of(removal(record)));
                return;
            }
            Policy policy = wire.decode(record.value());
            Payloads.requireKey(record, "bank", policy.getBank());
            Optional<String> refusal = refusal(policy);
            if (refusal.isPresent()) {
                context.output(
                        Rejection.OUTPUT,
                        new Rejection(record, policy.getBank(), FailureCategory.INVALID_ARGUMENT, refusal.get()));
            } else {
                out.collect(ControlChange.of(new PolicyChange(
                        policy.getBank(), record.at(), record.brokerTimeMillis(), false, rule(policy))));
            }
        } catch (MalformedRecordException e) {
            context.output(Rejection.OUTPUT, Rejection.malformed(record, e.getMessage()));
        }
    }

    private static PolicyChange removal(BrokerRecord record) throws MalformedRecordException {
        Payloads.requireKey(record, "bank", record.keyText());
        return new PolicyChange(record.keyText(), record.at(), record.brokerTimeMillis(), true, BankRule.DEFAULT);
    }

    private static BankRule rule(Policy policy) {
        return new BankRule(
                policy.getKind() == PolicyKind.EXCLUDE,
                policy.getEnabled(),
                policy.getMaximumDistance() == null ? Double.NaN : policy.getMaximumDistance(),
                policy.getDistanceModelId() == null ? "" : policy.getDistanceModelId(),
                new HashMap<>(policy.getMaximumDistances()),
                new HashMap<>(policy.getMaximumViewDistances()),
                ViewNames.labels(policy.getViews()),
                new ArrayList<>(policy.getTenants()),
                policy.getSeverity(),
                policy.getFloodLimitPerHour() == null ? 0 : policy.getFloodLimitPerHour(),
                policy.getSamplingRatio());
    }

    /** @return why this version cannot go by a policy; empty where it can */
    public static Optional<String> refusal(Policy policy) {
        Double distance = policy.getMaximumDistance();
        if (policy.getKind() == PolicyKind.UNKNOWN) {
            return Optional.of("policy of bank '%s' has a kind this version does not know".formatted(policy.getBank()));
        }
        if (distance != null && !isDistance(distance)) {
            return Optional.of("maximumDistance is %s, needs a number of at least 0".formatted(distance));
        }
        Optional<String> distances = refusalOf("maximumDistances", policy.getMaximumDistances())
                .or(() -> refusalOf("maximumViewDistances", policy.getMaximumViewDistances()));
        if (distances.isPresent()) {
            return distances;
        }
        Optional<String> target = refusalOfTarget(policy);
        if (target.isPresent()) {
            return target;
        }
        if (!(policy.getSamplingRatio() >= 0 && policy.getSamplingRatio() <= 1)) {
            return Optional.of("samplingRatio is %s, needs a number from 0 to 1".formatted(policy.getSamplingRatio()));
        }
        if (policy.getFloodLimitPerHour() != null && policy.getFloodLimitPerHour() < 1) {
            return Optional.of("floodLimitPerHour is %d, needs at least 1".formatted(policy.getFloodLimitPerHour()));
        }
        try {
            ViewNames.labels(policy.getViews());
        } catch (RlpipsException unknown) {
            return Optional.of(unknown.getMessage());
        }
        return Optional.empty();
    }

    /** Decisions have to follow from the records alone, so only a target that was resolved to a distance is taken. */
    private static Optional<String> refusalOfTarget(Policy policy) {
        Double target = policy.getFalseAlertsPerUpload();
        if (target == null) {
            return Optional.empty();
        }
        if (!(target > 0 && target < 1)) {
            return Optional.of("falseAlertsPerUpload is %s, needs a number between 0 and 1".formatted(target));
        }
        boolean resolved = policy.getMaximumDistance() != null
                || !policy.getMaximumDistances().isEmpty();
        return resolved
                ? Optional.empty()
                : Optional.of(
                        "falseAlertsPerUpload of %s is not resolved: 'rlpips policy set --false-alerts-per-upload' writes the distances with it"
                                .formatted(target));
    }

    private static Optional<String> refusalOf(String field, Map<String, Double> byModel) {
        return byModel.entrySet().stream()
                .filter(chosen -> !isDistance(chosen.getValue()))
                .findFirst()
                .map(chosen -> "%s of model %s is %s, needs a number of at least 0"
                        .formatted(field, chosen.getKey(), chosen.getValue()));
    }

    private static boolean isDistance(double value) {
        return value >= 0 && value < Double.POSITIVE_INFINITY;
    }
}
