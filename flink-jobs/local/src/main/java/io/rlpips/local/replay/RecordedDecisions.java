package io.rlpips.local.replay;

import io.rlpips.detector.configuration.ReplayRange;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.BrokerPosition;
import io.rlpips.schemas.Disposition;
import io.rlpips.schemas.MalformedRecordException;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Verdict;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
 */
public record RecordedDecisions(
        Map<PairKey, Alert> alerts,
        Map<BrokerPosition, Seen> verdicts,
        Map<BrokerPosition, String> rejects,
        Set<PairKey> retroactive) {
    /** An upload and a reference. */
    public record PairKey(BrokerPosition upload, String referenceId) {
        static PairKey of(Alert alert) {
            return new PairKey(alert.getUpload(), alert.getReferenceId());
        }
    }

    /**
     * What is kept of a verdict.
     *
     * @param nearest null where no reference lay within reach
     */
    public record Seen(String outcome, String modelId, String modelHash, Double nearest, String nearestReferenceId) {}

    public static RecordedDecisions read(Recording recording, ReplayRange range) {
        RecordedDecisions decisions =
                new RecordedDecisions(new LinkedHashMap<>(), new HashMap<>(), new HashMap<>(), new HashSet<>());
        long from = range.fromMillis();
        // Nothing is decided before it is uploaded.
        recording.visit(Subjects.ALERTS, from, record -> {
            Alert alert = decoded(Subjects.ALERTS, record);
            if (range.contains(alert.getUploadBrokerTimeMillis()) && alert.getDisposition() != Disposition.LOOKUP) {
                decisions.keep(alert);
            }
        });
        recording.visit(Subjects.VERDICTS, from, record -> {
            Verdict verdict = decoded(Subjects.VERDICTS, record);
            if (range.contains(verdict.getUploadBrokerTimeMillis()) && !verdict.getLookup()) {
                decisions.verdicts.put(verdict.getUpload(), seen(verdict));
            }
        });
        recording.visit(Subjects.REJECTS, from, record -> {
            Reject reject = decoded(Subjects.REJECTS, record);
            if (range.contains(reject.getBrokerTimeMillis())) {
                decisions.rejects.put(
                        reject.getRecord(), "REJECTED " + reject.getCategory().name());
            }
        });
        return decisions;
    }

    /** @return ids and hashes of the models that judged */
    public Set<String> models() {
        Set<String> models = new TreeSet<>();
        verdicts.values().forEach(verdict -> models.add(named(verdict.modelId(), verdict.modelHash())));
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

    private static Seen seen(Verdict verdict) {
        return new Seen(
                verdict.getOutcome().name(),
                verdict.getModelId(),
                verdict.getModelHash(),
                verdict.getNearestDistance(),
                verdict.getBestReferenceId());
    }

    private static <R extends SpecificRecord> R decoded(Subject<R> subject, BrokerRecord record) {
        try {
            return SingleObject.of(subject).decode(record.value());
        } catch (MalformedRecordException e) {
            throw new RlpipsException(
                    FailureCategory.MALFORMED_RECORD,
                    "%s: %s".formatted(record.at().text(), e.getMessage()),
                    e);
        }
    }
}
