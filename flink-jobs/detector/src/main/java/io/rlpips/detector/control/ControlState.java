package io.rlpips.detector.control;

import io.rlpips.detector.model.ModelDescription;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * All policies and announcements of models that there have been, as broadcast state of an operator, and what follows
 * from them. None is forgotten: they are few and small, and an upload that is read late is judged by those of its time.
 */
public final class ControlState {
    private final ModelDescription configured;
    private final BroadcastState<String, PolicyHistory> policies;
    private final BroadcastState<String, ModelChange> announcements;

    /** Made anew after each change, and whole: a policy that comes late may allow an activation or refuse it. */
    private ModelTimeline models;

    /** Most uploads ask for the same as the one before. */
    private PoliciesOfAPeriod lastAsked = PoliciesOfAPeriod.NONE;

    /** From a moment on until before another one the same policies are in force. */
    private record PoliciesOfAPeriod(long fromMillis, long untilMillis, List<PolicyChange> policies) {
        static final PoliciesOfAPeriod NONE = new PoliciesOfAPeriod(Long.MAX_VALUE, Long.MIN_VALUE, List.of());

        boolean has(long momentMillis) {
            return momentMillis >= fromMillis && momentMillis < untilMillis;
        }
    }

    public ControlState(ModelDescription configured, OperatorStateStore store) throws Exception {
        this.configured = configured;
        this.policies = store.getBroadcastState(
                new MapStateDescriptor<>("policies", Types.STRING, TypeInformation.of(PolicyHistory.class)));
        this.announcements = store.getBroadcastState(
                new MapStateDescriptor<>("models", Types.STRING, TypeInformation.of(ModelChange.class)));
        this.models = timeline();
    }

    public void apply(ControlChange change) throws Exception {
        for (PolicyChange policy : change.policies()) {
            PolicyHistory history = policies.get(policy.bank());
            policies.put(policy.bank(), (history == null ? new PolicyHistory(List.of()) : history).with(policy));
        }
        for (ModelChange model : change.models()) {
            announcements.put(model.at().text(), model);
        }
        lastAsked = PoliciesOfAPeriod.NONE;
        models = timeline();
    }

    /** @return the policies in force at a moment, ordered by bank; not to be changed */
    public List<PolicyChange> policiesAsOf(long momentMillis) {
        if (!lastAsked.has(momentMillis)) {
            lastAsked = periodOf(momentMillis);
        }
        return lastAsked.policies();
    }

    private PoliciesOfAPeriod periodOf(long momentMillis) {
        try {
            List<PolicyChange> inForce = new ArrayList<>();
            long from = Long.MIN_VALUE;
            long until = Long.MAX_VALUE;
            for (Map.Entry<String, PolicyHistory> bank : policies.immutableEntries()) {
                bank.getValue().asOf(momentMillis).ifPresent(inForce::add);
                for (PolicyChange change : bank.getValue().changes()) {
                    if (change.brokerTimeMillis() <= momentMillis) {
                        from = Math.max(from, change.brokerTimeMillis());
                    } else {
                        until = Math.min(until, change.brokerTimeMillis());
                    }
                }
            }
            inForce.sort(Comparator.comparing(PolicyChange::bank));
            return new PoliciesOfAPeriod(from, until, List.copyOf(inForce));
        } catch (Exception unreadable) {
            throw new IllegalStateException("state of the policies cannot be read", unreadable);
        }
    }

    /** @return the rules of a bank that hold at a moment or come later, as far as is known */
    public List<BankRule> rulesSince(String bank, long momentMillis) {
        try {
            PolicyHistory history = policies.get(bank);
            return history == null ? List.of(BankRule.DEFAULT) : history.rulesSince(momentMillis);
        } catch (Exception unreadable) {
            throw new IllegalStateException("state of the policies cannot be read", unreadable);
        }
    }

    /** @return the newest policy of a bank */
    public Optional<PolicyChange> newestPolicy(String bank) throws Exception {
        PolicyHistory history = policies.get(bank);
        return history == null ? Optional.empty() : history.asOf(Long.MAX_VALUE);
    }

    public ModelTimeline models() {
        return models;
    }

    private ModelTimeline timeline() throws Exception {
        List<ModelChange> changes = new ArrayList<>();
        announcements.immutableEntries().forEach(entry -> changes.add(entry.getValue()));
        return ModelTimeline.of(configured, changes, this::policiesAsOf);
    }
}
