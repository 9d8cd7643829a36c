package io.rlpips.local.session;

import io.rlpips.local.exchange.Arrival;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.Reader;
import io.rlpips.local.exchange.Sender;
import io.rlpips.local.session.UploadRun.Health;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.ReferenceState;
import io.rlpips.schemas.ReferenceStatus;
import io.rlpips.schemas.Subjects;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/** Registers references in bulk and waits until the detector has said of each that it is ACTIVE or REJECTED. */
public final class Registration {
    private static final Duration POLL = Duration.ofMillis(100);
    /** Sent between two looks at what came back. */
    private static final int CHUNK = 32;

    private final Broker broker;
    private final Health health;
    private final Duration patience;

    /** @param patience how long nothing may arrive */
    public Registration(Broker broker, Health health, Duration patience) {
        this.broker = broker;
        this.health = health;
        this.patience = patience;
    }

    /**
     * What became of the references.
     *
     * @param active ids
     * @param rejected the status records, with category and reason
     */
    public record Result(List<String> active, List<ReferenceStatus> rejected) {}

    /** @param progress told how many are settled */
    public Result register(List<Picture> references, String bank, LongConsumer progress) {
        Map<String, ReferenceStatus> settled = new HashMap<>();
        Set<String> wanted = references.stream().map(Picture::id).collect(Collectors.toSet());
        try (Reader<ReferenceStatus> status = broker.readerFromNow(Subjects.REFERENCE_STATUS);
                Sender sender = broker.sender()) {
            SendingWindow window = new SendingWindow();
            int next = 0;
            long lastProgressNanos = System.nanoTime();
            while (settled.size() < wanted.size()) {
                int allowed = settled.size() + window.size(System.nanoTime());
                int until = Math.max(next, Math.min(Math.min(references.size(), next + CHUNK), allowed));
                for (Picture reference : references.subList(next, until)) {
                    sender.send(Subjects.REFERENCES, reference.id(), Payloads.reference(reference, bank));
                }
                sender.flush();
                boolean sent = until > next;
                window.sent(until - next, System.nanoTime());
                next = until;
                int before = settled.size();
                for (Arrival<ReferenceStatus> arrival : status.poll(sent ? Duration.ZERO : POLL)) {
                    note(arrival, wanted, settled);
                }
                window.settled(settled.size() - before, System.nanoTime());
                lastProgressNanos = settled.size() > before ? System.nanoTime() : lastProgressNanos;
                progress.accept(settled.size());
                requireProgress(lastProgressNanos, settled.size(), wanted.size());
            }
        }
        return result(references, settled);
    }

    private static void note(
            Arrival<ReferenceStatus> arrival, Set<String> wanted, Map<String, ReferenceStatus> settled) {
        ReferenceStatus status = arrival.value();
        boolean said = !arrival.tombstone()
                && (status.getState() == ReferenceState.ACTIVE || status.getState() == ReferenceState.REJECTED);
        if (said && wanted.contains(status.getReferenceId())) {
            settled.put(status.getReferenceId(), status);
        }
    }

    private static Result result(List<Picture> references, Map<String, ReferenceStatus> settled) {
        List<String> active = new ArrayList<>();
        List<ReferenceStatus> rejected = new ArrayList<>();
        for (Picture reference : references) {
            ReferenceStatus status = settled.get(reference.id());
            if (status.getState() == ReferenceState.ACTIVE) {
                active.add(reference.id());
            } else {
                rejected.add(status);
            }
        }
        return new Result(active, rejected);
    }

    private void requireProgress(long lastProgressNanos, int settled, int wanted) {
        health.require();
        if (System.nanoTime() - lastProgressNanos > patience.toNanos()) {
            throw new RlpipsException(
                    FailureCategory.INTERNAL,
                    "no reference status arrived for %d s; %d of %d references are settled"
                            .formatted(patience.toSeconds(), settled, wanted));
        }
    }
}
