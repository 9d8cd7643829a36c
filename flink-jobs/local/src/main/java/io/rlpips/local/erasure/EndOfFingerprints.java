package io.rlpips.local.erasure;

import io.rlpips.local.exchange.Arrival;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.Position;
import io.rlpips.local.exchange.ReadProgress;
import io.rlpips.local.exchange.Reader;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.FingerprintKey;
import io.rlpips.schemas.MalformedRecordException;
import io.rlpips.schemas.ReferenceFingerprints;
import io.rlpips.schemas.ReferenceState;
import io.rlpips.schemas.ReferenceStatus;
import io.rlpips.schemas.Subjects;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Waits until the ReferenceJob has carried removals out: has said so, and has ended the fingerprints of every model.
 * Opened before they are sent. For one thread; the creator closes it.
 */
public final class EndOfFingerprints implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Set<String> references;
    private final Reader<ReferenceStatus> statuses;
    private final Reader<ReferenceFingerprints> fingerprints;
    private final Set<String> standing = new HashSet<>();
    private final Map<String, Position> removed = new HashMap<>();

    /** Goes through the fingerprints there are. */
    public EndOfFingerprints(Broker broker, Set<String> references, ReadProgress progress) {
        this.references = Set.copyOf(references);
        this.statuses = broker.readerFromNow(Subjects.REFERENCE_STATUS);
        this.fingerprints = broker.readerFromStart(Subjects.FINGERPRINTS);
        try {
            fingerprints.visitToEnd(any -> true, this::note, progress);
        } catch (RlpipsException failure) {
            close();
            throw failure;
        }
    }

    /**
     * @param removals where the records lie that remove the references
     * @param patience how long nothing may be heard of them
     * @throws RlpipsException FETCH_FAILED naming one of which nothing was heard
     */
    public void await(Map<String, Position> removals, Duration patience) {
        long heardNanos = System.nanoTime();
        while (!standing.isEmpty() || !removed.equals(removals)) {
            int before = standing.size() - removed.size();
            statuses.poll(POLL).forEach(arrival -> noteStatus(arrival, removals));
            fingerprints.poll(POLL).forEach(this::note);
            if (standing.size() - removed.size() != before) {
                heardNanos = System.nanoTime();
            } else if (System.nanoTime() - heardNanos > patience.toNanos()) {
                throw new RlpipsException(
                        FailureCategory.FETCH_FAILED,
                        "the removal of %s is on the topic, but its fingerprints were not ended within %d s; is the ReferenceJob running?"
                                .formatted(waitsFor(removals), patience.toSeconds()));
            }
        }
    }

    @Override
    public void close() {
        statuses.close();
        fingerprints.close();
    }

    private void note(Arrival<ReferenceFingerprints> arrival) {
        if (!references.contains(reference(arrival.key()))) {
            return;
        }
        if (arrival.tombstone()) {
            standing.remove(arrival.key());
        } else {
            standing.add(arrival.key());
        }
    }

    private void noteStatus(Arrival<ReferenceStatus> arrival, Map<String, Position> removals) {
        if (arrival.tombstone() || arrival.value().getState() != ReferenceState.REMOVED) {
            return;
        }
        ReferenceStatus status = arrival.value();
        Position removal = Position.of(status.getReference());
        if (removal.equals(removals.get(status.getReferenceId()))) {
            removed.put(status.getReferenceId(), removal);
        }
    }

    private String waitsFor(Map<String, Position> removals) {
        return removals.keySet().stream()
                .filter(id -> !removed.containsKey(id)
                        || standing.stream().anyMatch(key -> reference(key).equals(id)))
                .findFirst()
                .orElseThrow();
    }

    /** @return empty for a key that is none: the detector refuses such a record */
    private static String reference(String key) {
        try {
            return FingerprintKey.parse(key).referenceId();
        } catch (MalformedRecordException foreign) {
            return "";
        }
    }
}
