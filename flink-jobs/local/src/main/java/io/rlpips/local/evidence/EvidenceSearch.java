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
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/** Finds the records behind alerts on a broker: three topics are gone through once, the others asked by coordinates. */
public final class EvidenceSearch {
    private final Broker broker;
    private final ReadProgress progress;

    public EvidenceSearch(Broker broker, ReadProgress progress) {
        this.broker = broker;
        this.progress = progress;
    }

    /**
     * @param alertIds each once
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
                Subjects.POLICIES));
        Map<String, Alert> alerts = alerts(alertIds);
        Map<Position, Verdict> verdicts = verdicts(alerts);
        Map<String, ReferenceFingerprints> fingerprints = fingerprints(alerts);
        List<AlertEvidence> found = new ArrayList<>();
        for (Alert alert : alerts.values()) {
            found.add(new AlertEvidence(
                    alert,
                    Optional.ofNullable(verdicts.get(Position.of(alert.getUpload()))),
                    at(Subjects.UPLOADS, alert.getUpload()),
                    at(Subjects.REFERENCES, alert.getReference()),
                    Optional.ofNullable(fingerprints.get(key(alert)))
                            .filter(record -> record.getReference().equals(alert.getReference())),
                    Optional.ofNullable(alert.getPolicy())
                            .map(PolicyVersion::getRecord)
                            .flatMap(position -> at(Subjects.POLICIES, position))));
        }
        return found;
    }

    /** Delivered at least once, an alert may be there twice with the same content; the newest is as good as any. */
    private Map<String, Alert> alerts(List<String> wanted) {
        Map<String, Alert> found = new LinkedHashMap<>();
        wanted.forEach(id -> found.put(id, null));
        visit(Subjects.ALERTS, arrival -> found.replace(arrival.key(), arrival.value()));
        Set<String> missing = new TreeSet<>();
        found.forEach((id, alert) -> {
            if (alert == null) {
                missing.add(id);
            }
        });
        if (!missing.isEmpty()) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "no alert %s is on topic '%s'"
                            .formatted(String.join(", ", missing), Subjects.ALERTS.topic(broker.topicPrefix())));
        }
        return found;
    }

    private Map<Position, Verdict> verdicts(Map<String, Alert> alerts) {
        Set<Position> uploads = new HashSet<>();
        alerts.values().forEach(alert -> uploads.add(Position.of(alert.getUpload())));
        Map<Position, Verdict> found = new HashMap<>();
        visit(Subjects.VERDICTS, arrival -> {
            if (arrival.tombstone()) {
                return;
            }
            Position upload = Position.of(arrival.value().getUpload());
            if (uploads.contains(upload)) {
                found.put(upload, arrival.value());
            }
        });
        return found;
    }

    private Map<String, ReferenceFingerprints> fingerprints(Map<String, Alert> alerts) {
        Set<String> keys = new HashSet<>();
        alerts.values().forEach(alert -> keys.add(key(alert)));
        Map<String, ReferenceFingerprints> newest = new HashMap<>();
        visit(Subjects.FINGERPRINTS, arrival -> {
            if (keys.contains(arrival.key())) {
                newest.put(arrival.key(), arrival.value());
            }
        });
        return newest;
    }

    private static String key(Alert alert) {
        return new FingerprintKey(alert.getReferenceId(), alert.getModelId()).text();
    }

    private <R extends SpecificRecord> Optional<R> at(Subject<R> subject, BrokerPosition position) {
        try (Reader<R> reader = broker.readerFromStart(subject)) {
            return reader.at(Position.of(position)).map(Arrival::value);
        }
    }

    private <R extends SpecificRecord> void visit(Subject<R> subject, Consumer<Arrival<R>> visitor) {
        try (Reader<R> reader = broker.readerFromStart(subject)) {
            reader.visitToEnd(any -> true, visitor, progress);
        }
    }
}
