package io.rlpips.local.evidence;

import io.rlpips.local.exchange.Arrival;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.Position;
import io.rlpips.local.exchange.ReadProgress;
import io.rlpips.local.exchange.Reader;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.BrokerPosition;
import io.rlpips.schemas.FingerprintKey;
import io.rlpips.schemas.PolicyVersion;
import io.rlpips.schemas.ReferenceFingerprints;
import io.rlpips.schemas.Review;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.apache.avro.specific.SpecificRecord;

/**
 * Finds the records behind alerts on a broker. Alerts are looked for from the beginning of their topic, what belongs to
 * them from their time on, each until it is found; records whose place an alert names are read there.
 */
public final class EvidenceSearch {
    private final Broker broker;
    private final ReadProgress progress;

    public EvidenceSearch(Broker broker, ReadProgress progress) {
        this.broker = broker;
        this.progress = progress;
    }

    /**
     * @param alertIds each once, at least one
     * @return in the order of the ids
     * @throws RlpipsException INVALID_ARGUMENT naming the ids that are on no alert
     */
    public List<AlertEvidence> of(List<String> alertIds) {
        broker.requireTopics(List.of(
                Subjects.ALERTS,
                Subjects.VERDICTS,
                Subjects.UPLOADS,
                Subjects.REFERENCES,
                Subjects.FINGERPRINTS,
                Subjects.POLICIES,
                Subjects.REVIEWS));
        Map<String, Alert> alerts = alerts(alertIds);
        Map<Position, Verdict> verdicts = verdicts(alerts.values());
        Map<Version, ReferenceFingerprints> fingerprints = fingerprints(alerts.values());
        Map<String, List<Review>> reviews = reviews(alerts);
        List<AlertEvidence> found = new ArrayList<>();
        for (Alert alert : alerts.values()) {
            found.add(new AlertEvidence(
                    alert,
                    Optional.ofNullable(verdicts.get(Position.of(alert.getUpload()))),
                    at(Subjects.UPLOADS, alert.getUpload()),
                    at(Subjects.REFERENCES, alert.getReference()),
                    Optional.ofNullable(fingerprints.get(Version.of(alert))),
                    Optional.ofNullable(alert.getPolicy())
                            .map(PolicyVersion::getRecord)
                            .flatMap(position -> at(Subjects.POLICIES, position)),
                    reviews.getOrDefault(alert.getAlertId(), List.of())));
        }
        return found;
    }

    /** The version of a reference and the model that fingerprinted it. */
    private record Version(String key, Position reference) {
        static Version of(Alert alert) {
            return new Version(
                    new FingerprintKey(alert.getReferenceId(), alert.getModelId()).text(),
                    Position.of(alert.getReference()));
        }

        static Version of(Arrival<ReferenceFingerprints> arrival) {
            return new Version(arrival.key(), Position.of(arrival.value().getReference()));
        }
    }

    /** Delivered at least once, an alert may be there twice with the same content: any is as good. */
    private Map<String, Alert> alerts(List<String> wanted) {
        Map<String, Alert> found = new LinkedHashMap<>();
        wanted.forEach(id -> found.put(id, null));
        Set<String> missing = new TreeSet<>(wanted);
        visit(broker.readerFromStart(Subjects.ALERTS), arrival -> {
            if (!arrival.tombstone() && missing.remove(arrival.key())) {
                found.put(arrival.key(), arrival.value());
            }
            return missing.isEmpty();
        });
        if (!missing.isEmpty()) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "no alert %s is on topic '%s'"
                            .formatted(String.join(", ", missing), Subjects.ALERTS.topic(broker.topicPrefix())));
        }
        return found;
    }

    /** A decision lies on its topic from its upload's time on, not before. */
    private Map<Position, Verdict> verdicts(Collection<Alert> alerts) {
        Set<Position> missing = new HashSet<>();
        alerts.forEach(alert -> missing.add(Position.of(alert.getUpload())));
        Map<Position, Verdict> found = new HashMap<>();
        long since = earliest(alerts, Alert::getUploadBrokerTimeMillis);
        visit(broker.readerSince(Subjects.VERDICTS, since), arrival -> {
            if (!arrival.tombstone()) {
                Position upload = Position.of(arrival.value().getUpload());
                if (missing.remove(upload)) {
                    found.put(upload, arrival.value());
                }
            }
            return missing.isEmpty();
        });
        return found;
    }

    /** Of the version that matched, which may have been replaced or removed since: it stays for a while. */
    private Map<Version, ReferenceFingerprints> fingerprints(Collection<Alert> alerts) {
        Set<Version> missing = new HashSet<>();
        alerts.forEach(alert -> missing.add(Version.of(alert)));
        Map<Version, ReferenceFingerprints> found = new HashMap<>();
        long since = earliest(alerts, Alert::getReferenceBrokerTimeMillis);
        visit(broker.readerSince(Subjects.FINGERPRINTS, since), arrival -> {
            if (!arrival.tombstone() && missing.remove(Version.of(arrival))) {
                found.put(Version.of(arrival), arrival.value());
            }
            return missing.isEmpty();
        });
        return found;
    }

    /** All of them: people may have changed their minds. */
    private Map<String, List<Review>> reviews(Map<String, Alert> alerts) {
        Map<String, List<Review>> found = new HashMap<>();
        long since = earliest(alerts.values(), Alert::getUploadBrokerTimeMillis);
        visit(broker.readerSince(Subjects.REVIEWS, since), arrival -> {
            if (!arrival.tombstone() && alerts.containsKey(arrival.key())) {
                found.computeIfAbsent(arrival.key(), first -> new ArrayList<>()).add(arrival.value());
            }
            return false;
        });
        return found;
    }

    private static long earliest(Collection<Alert> alerts, ToLongFunction<Alert> time) {
        return alerts.stream().mapToLong(time).min().orElseThrow();
    }

    private <R extends SpecificRecord> Optional<R> at(Subject<R> subject, BrokerPosition position) {
        try (Reader<R> reader = broker.readerFromStart(subject)) {
            return reader.at(Position.of(position)).map(Arrival::value);
        }
    }

    /** Closes the reader. */
    private <R extends SpecificRecord> void visit(Reader<R> opened, Predicate<Arrival<R>> last) {
        try (Reader<R> reader = opened) {
            reader.visitUntil(last, progress);
        }
    }
}
