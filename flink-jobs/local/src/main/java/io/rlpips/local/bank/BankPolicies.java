package io.rlpips.local.bank;

import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.NewestRecords;
import io.rlpips.local.exchange.Sender;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Policy;
import io.rlpips.schemas.Subjects;
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
        if (!NewestRecords.read(broker, Subjects.POLICIES).containsKey(bank)
                && BankSizes.registered(broker, bank) == 0) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "no bank '%s' is known: it has neither a policy nor a reference".formatted(bank));
        }
    }

    /** @return the policy in force, or what holds for a bank without one */
    public Policy present(String bank) {
        return Optional.ofNullable(NewestRecords.read(broker, Subjects.POLICIES).get(bank))
                .orElseGet(() -> Policy.newBuilder().setBank(bank).build());
    }

    /** Returns once the broker has it. */
    public void set(Policy policy) {
        try (Sender sender = broker.sender()) {
            sender.send(Subjects.POLICIES, policy.getBank(), policy);
            sender.flush();
        }
    }
}
