package io.rlpips.local.bank;

import io.rlpips.detector.control.PolicyReader;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.NewestRecords;
import io.rlpips.local.exchange.Sender;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Policy;
import io.rlpips.schemas.Subjects;
import java.util.Map;
import java.util.Optional;

/** The policies of banks, on a broker. */
public record BankPolicies(Broker broker) {
    /** @throws RlpipsException INVALID_ARGUMENT for a name that no bank can have */
    public static void requireName(String bank) {
        if (bank.isEmpty() || bank.equals(Subjects.HEARTBEAT_KEY)) {
            throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, "no bank can be called '" + bank + "'");
        }
    }

    /**
     * Names no other bank: they may be other tenants'.
     *
     * @throws RlpipsException INVALID_ARGUMENT for a bank that has neither a policy nor a reference
     */
    public void requireKnown(String bank) {
        requireName(bank);
        if (!inForce().containsKey(bank) && BankSizes.registered(broker, bank) == 0) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "no bank '%s' is known: it has neither a policy nor a reference".formatted(bank));
        }
    }

    /** @return the policies that the detector goes by, by bank: of a bank whose newest one it refused, that before it */
    public Map<String, Policy> inForce() {
        return NewestRecords.read(broker, Subjects.POLICIES, arrival -> isTaken(arrival.key(), arrival.value()));
    }

    /** @return whether the detector goes by a policy that it finds under a key, instead of refusing it */
    public static boolean isTaken(String key, Policy policy) {
        return key.equals(policy.getBank()) && PolicyReader.refusal(policy).isEmpty();
    }

    /** @return the policy in force, or what holds for a bank without one */
    public Policy present(String bank) {
        return Optional.ofNullable(inForce().get(bank))
                .orElseGet(() -> Policy.newBuilder().setBank(bank).build());
    }

    /** @throws RlpipsException INVALID_ARGUMENT for a policy that the detector would refuse, out of sight */
    public static void requireAcceptable(Policy policy) {
        requireName(policy.getBank());
        PolicyReader.refusal(policy).ifPresent(why -> {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "the detector would refuse the policy of bank '%s': %s".formatted(policy.getBank(), why));
        });
    }

    /**
     * Returns once the broker has it.
     *
     * @throws RlpipsException INVALID_ARGUMENT for a policy that the detector would refuse
     */
    public void set(Policy policy) {
        requireAcceptable(policy);
        try (Sender sender = broker.sender()) {
            sender.send(Subjects.POLICIES, policy.getBank(), policy);
            sender.flush();
        }
    }
}
