package io.rlpips.local.replay;

import io.rlpips.detector.configuration.ReplayRange;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.BrokerPosition;
import io.rlpips.schemas.Disposition;
import io.rlpips.schemas.MalformedRecordException;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/**
 * What was decided at the time about the uploads of a range. Records that were repeated, as delivery at least once may,
 * count once; lookups, which a replay leaves out, do not.
 *
 * @param alerts by upload and reference
 * @param verdicts by upload
 * @param rejects by upload
 * @param retroactive uploads and references that came later: what matched when the upload was read again, not by its
 *     own moment
 * @param unreadable where and why a record is none of its topic, which anybody may write: such decide nothing
 */
public record RecordedDecisions(
        Map<PairKey, Alert> alerts,
        Map<BrokerPosition, Seen> verdicts,
        Map<BrokerPosition, String> rejects,
        Set<PairKey> retroactive,
        List<String> unreadable) {
    static RecordedDecisions none() {
        return new RecordedDecisions(
                new LinkedHashMap<>(), new HashMap<>(), new HashMap<>(), new HashSet<>(), new ArrayList<>());
    }

    /** An upload and a reference. */
    public record PairKey(BrokerPosition upload, String referenceId) {
        public static PairKey of(Alert alert) {
            return new PairKey(alert.getUpload(), alert.getReferenceId());
        }
    }

    /**
     * What is kept of a verdict.
     *
     * @param nearest null where no reference lay within reach
     */
    public record Seen(String outcome, String modelId, String modelHash, Double nearest, String nearestReferenceId) {
        static Seen of(Verdict verdict) {
            return new Seen(
                    verdict.getOutcome().name(),
                    verdict.getModelId(),
                    verdict.getModelHash(),
                    verdict.getNearestDistance(),
                    verdict.getBestReferenceId());
        }

        /** @return id and hash of the model that judged */
        String model() {
            return named(modelId, modelHash);
        }
    }

    public static RecordedDecisions read(Recording recording, ReplayRange range) {
        RecordedDecisions decisions = none();
        // Nothing is decided before it is uploaded.
        decisions.visit(recording, Subjects.ALERTS, range, alert -> {
            if (range.contains(alert.getUploadBrokerTimeMillis()) && alert.getDisposition() != Disposition.LOOKUP) {
                decisions.keep(alert);
            }
        });
        decisions.visit(recording, Subjects.VERDICTS, range, verdict -> {
            if (range.contains(verdict.getUploadBrokerTimeMillis()) && !verdict.getLookup()) {
                decisions.verdicts.put(verdict.getUpload(), Seen.of(verdict));
            }
        });
        decisions.visit(recording, Subjects.REJECTS, range, reject -> {
            if (range.contains(reject.getBrokerTimeMillis())) {
                decisions.rejects.put(
                        reject.getRecord(), "REJECTED " + reject.getCategory().name());
            }
        });
        return decisions;
    }

    /** @return id and hash of the model that judged, by upload */
    Map<BrokerPosition, String> modelsByUpload() {
        Map<BrokerPosition, String> models = new HashMap<>();
        verdicts.forEach((upload, verdict) -> models.put(upload, verdict.model()));
        return models;
    }

    /** @return ids and hashes of the models that judged */
    public Set<String> models() {
        Set<String> models = new TreeSet<>();
        verdicts.values().forEach(verdict -> models.add(verdict.model()));
        return models;
    }

    private void keep(Alert alert) {
        if (alert.getRetroactive()) {
            retroactive.add(PairKey.of(alert));
        } else {
            alerts.put(PairKey.of(alert), alert);
        }
    }

    static String named(String modelId, String modelHash) {
        return "%s (%s)".formatted(modelId, modelHash.length() > 12 ? modelHash.substring(0, 12) : modelHash);
    }

    private <R extends SpecificRecord> void visit(
            Recording recording, Subject<R> subject, ReplayRange range, Consumer<R> visitor) {
        SingleObject<R> wire = SingleObject.of(subject);
        recording.visit(subject, range.fromMillis(), record -> {
            try {
                if (record.tombstone()) {
                    throw new MalformedRecordException("it has no value");
                }
                visitor.accept(wire.decode(record.value()));
            } catch (MalformedRecordException e) {
                unreadable.add("%s: %s".formatted(record.at().text(), e.getMessage()));
            }
        });
    }
}
