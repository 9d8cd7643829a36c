package io.rlpips.local.replay;

import io.rlpips.local.session.Outcome;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.BrokerPosition;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;

/**
 * The decisions that a ReplayJob left in its folder.
 *
 * @param outcomes one an upload, in the order of broker time, partition and offset
 * @param others rejects of records that are no uploads: a policy, a model or fingerprints that could not be used
 */
public record Replayed(List<Outcome> outcomes, List<Reject> others) {
    private static final Comparator<BrokerPosition> BY_PLACE =
            Comparator.comparingInt(BrokerPosition::getPartition).thenComparing(BrokerPosition::getOffset);

    private record Dated(long brokerTimeMillis, BrokerPosition at, Outcome outcome) {}

    /**
     * @param uploadTopic where the uploads lay
     * @throws RlpipsException INVALID_ARGUMENT where the folder does not hold a replay's decisions
     */
    public static Replayed read(Path folder, String uploadTopic) {
        if (!Files.isDirectory(folder)) {
            throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, "no such folder: " + folder);
        }
        Map<BrokerPosition, List<Alert>> alerts = new HashMap<>();
        for (Alert alert : records(folder, Subjects.ALERTS)) {
            alerts.computeIfAbsent(alert.getUpload(), any -> new ArrayList<>()).add(alert);
        }
        List<Dated> dated = new ArrayList<>();
        for (Verdict verdict : records(folder, Subjects.VERDICTS)) {
            dated.add(new Dated(
                    verdict.getUploadBrokerTimeMillis(),
                    verdict.getUpload(),
                    Outcome.judged(
                            verdict.getUploadId(), verdict, alerts.getOrDefault(verdict.getUpload(), List.of()))));
        }
        List<Reject> others = new ArrayList<>();
        for (Reject reject : records(folder, Subjects.REJECTS)) {
            if (reject.getRecord().getTopic().equals(uploadTopic)) {
                dated.add(new Dated(
                        reject.getBrokerTimeMillis(), reject.getRecord(), Outcome.rejected(id(reject), reject)));
            } else {
                others.add(reject);
            }
        }
        dated.sort(Comparator.comparingLong(Dated::brokerTimeMillis).thenComparing(Dated::at, BY_PLACE));
        others.sort(Comparator.comparingLong(Reject::getBrokerTimeMillis).thenComparing(Reject::getRecord, BY_PLACE));
        return new Replayed(dated.stream().map(Dated::outcome).toList(), others);
    }

    /** A record that cannot be read has no id; it is known by its place. */
    private static String id(Reject reject) {
        BrokerPosition at = reject.getRecord();
        return reject.getRecordId() == null
                ? "%s-%d@%d".formatted(at.getTopic(), at.getPartition(), at.getOffset())
                : reject.getRecordId();
    }

    /** A subject of which there is nothing has no folder. */
    private static <R extends SpecificRecord> List<R> records(Path folder, Subject<R> subject) {
        Path parts = folder.resolve(subject.name());
        List<R> records = new ArrayList<>();
        if (!Files.exists(parts)) {
            return records;
        }
        try (Stream<Path> files = Files.list(parts)) {
            for (Path part : files.sorted().toList()) {
                if (part.getFileName().toString().startsWith(".")) {
                    throw new RlpipsException(
                            FailureCategory.INVALID_ARGUMENT,
                            "%s is not finished: the replay has failed or still runs".formatted(part));
                }
                try (DataFileReader<R> reader =
                        new DataFileReader<>(part.toFile(), new SpecificDatumReader<>(subject.recordClass()))) {
                    reader.forEach(records::add);
                }
            }
            return records;
        } catch (IOException e) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "decisions in %s cannot be read: %s".formatted(parts, e.getMessage()),
                    e);
        }
    }
}
