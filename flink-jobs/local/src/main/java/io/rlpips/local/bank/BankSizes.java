package io.rlpips.local.bank;

import io.rlpips.local.exchange.Arrival;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.NewestRecords;
import io.rlpips.local.exchange.ReadProgress;
import io.rlpips.schemas.ReferenceFingerprints;
import io.rlpips.schemas.ReferenceStatus;
import io.rlpips.schemas.Subjects;
import java.util.Map;
import java.util.TreeMap;

/** How large every bank is now, by what lies on the fingerprints topic: what counts for uploads, and nothing else. */
public final class BankSizes {
    private final Map<String, Map<String, BankSize>> sizes = new TreeMap<>();

    private BankSizes() {}

    /** What is kept of a record. */
    private record Rows(String bank, String modelId, int rows, boolean enabled) {
        static Rows of(Arrival<ReferenceFingerprints> arrival) {
            ReferenceFingerprints record = arrival.value();
            return new Rows(
                    record.getBank(), record.getModelId(), record.getRows().size(), record.getEnabled());
        }
    }

    /** Goes through the whole topic, 25 KB a reference, and holds a hundred bytes of each. */
    public static BankSizes read(Broker broker, ReadProgress progress) {
        BankSizes banks = new BankSizes();
        NewestRecords.read(broker, Subjects.FINGERPRINTS, Rows::of, progress).values().stream()
                .filter(Rows::enabled)
                .forEach(banks::add);
        return banks;
    }

    /** @return how many references of a bank have been registered and are there, by their status */
    static long registered(Broker broker, String bank) {
        return NewestRecords.read(
                        broker,
                        Subjects.REFERENCE_STATUS,
                        arrival -> arrival.value().getBank().equals(bank) && stands(arrival.value()),
                        ReadProgress.NONE)
                .values()
                .stream()
                .filter(standing -> standing)
                .count();
    }

    private static boolean stands(ReferenceStatus status) {
        return switch (status.getState()) {
            case ACTIVE, QUARANTINED, DISPUTED -> true;
            case UNKNOWN, REJECTED, REMOVED -> false;
        };
    }

    private void add(Rows rows) {
        sizes.computeIfAbsent(rows.bank, bank -> new TreeMap<>())
                .merge(rows.modelId, BankSize.EMPTY.with(rows.rows), (sum, one) -> sum.with(one.views()));
    }

    /** @return by model id, for the models that have fingerprints of the bank's references; empty for an empty bank */
    public Map<String, BankSize> of(String bank) {
        return sizes.getOrDefault(bank, Map.of());
    }
}
