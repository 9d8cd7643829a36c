package io.rlpips.local.replay;

import io.rlpips.detector.configuration.ReplayRange;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.detector.recorded.RecordedFile;
import io.rlpips.detector.recorded.RecordedFile.Place;
import io.rlpips.detector.recorded.RecordedFiles;
import io.rlpips.local.exchange.Position;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Recorded topics as files, one a topic, each of either {@link ExportFormat}. Those that decisions rest on are whole, of
 * uploads and decisions there is what belongs to a range.
 */
public final class Export implements Recording {
    /** What a replay reads and is compared with. */
    public static final List<Subject<?>> SUBJECTS = List.of(
            Subjects.UPLOADS,
            Subjects.FINGERPRINTS,
            Subjects.POLICIES,
            Subjects.MODELS,
            Subjects.REVIEWS,
            Subjects.VERDICTS,
            Subjects.ALERTS,
            Subjects.REJECTS);

    private final Map<Subject<?>, org.apache.flink.core.fs.Path> files = new HashMap<>();
    private final Map<Subject<?>, Map<Position, Place>> index = new HashMap<>();

    /** @throws RlpipsException where the folder does not hold an export, or a file is none of one */
    public Export(Path folder) {
        for (Subject<?> subject : SUBJECTS) {
            org.apache.flink.core.fs.Path file =
                    RecordedFiles.find(new org.apache.flink.core.fs.Path(folder.toUri()), subject.name());
            RecordedFiles.open(file).close();
            files.put(subject, file);
        }
    }

    /**
     * Writes an export. Heartbeats are left out: the end of a file is the end of its time.
     *
     * @param folder new, or one whose export is replaced
     * @return how many records there are of each subject
     */
    public static Map<String, Long> write(Path folder, ExportFormat format, Recording recording, ReplayRange range) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Subject<?> subject : SUBJECTS) {
            Path file = format.file(folder, subject.name());
            counts.put(
                    subject.name(),
                    write(
                            file,
                            format,
                            rows -> recording.visit(subject, needed(subject, range), record -> {
                                boolean wanted =
                                        subject != Subjects.UPLOADS || range.contains(record.brokerTimeMillis());
                                if (wanted && !record.heartbeat()) {
                                    rows.accept(record);
                                }
                            })));
            deleteOther(folder, format, subject);
        }
        return counts;
    }

    /** What was decided before the range tells of the floods and repeats that it begins with. */
    private static long needed(Subject<?> subject, ReplayRange range) {
        return subject.control() || subject == Subjects.ALERTS ? 0 : range.fromMillis();
    }

    /** Writes records to one Avro file. */
    static void write(Path file, List<BrokerRecord> records) {
        write(file, ExportFormat.AVRO, records::forEach);
    }

    @Override
    public long uploads(long fromMillis, long untilMillis) {
        List<Long> times = new ArrayList<>();
        visit(Subjects.UPLOADS, fromMillis, upload -> times.add(upload.brokerTimeMillis()));
        return times.stream().filter(time -> time < untilMillis).count();
    }

    @Override
    public void visit(Subject<?> subject, long fromMillis, Consumer<BrokerRecord> visitor) {
        try (RecordedFile file = open(subject)) {
            while (file.hasNext()) {
                BrokerRecord each = file.next();
                if (each.brokerTimeMillis() >= fromMillis) {
                    visitor.accept(each);
                }
            }
        }
    }

    @Override
    public BrokerRecord read(Subject<?> subject, Position position) {
        Place place = index.computeIfAbsent(subject, this::indexed).get(position);
        if (place == null) {
            throw new RlpipsException(
                    FailureCategory.CONTENT_NOT_FOUND,
                    "%s has no record of %s, partition %d, offset %d"
                            .formatted(files.get(subject), position.topic(), position.partition(), position.offset()));
        }
        try (RecordedFile file = open(subject)) {
            file.seek(place);
            return file.next();
        }
    }

    @Override
    public void close() {
        index.clear();
    }

    private Map<Position, Place> indexed(Subject<?> subject) {
        Map<Position, Place> places = new HashMap<>();
        try (RecordedFile file = open(subject)) {
            while (file.hasNext()) {
                Place place = file.place();
                Coordinates at = file.next().at();
                places.put(new Position(at.topic(), at.partition(), at.offset()), place);
            }
            return places;
        }
    }

    private RecordedFile open(Subject<?> subject) {
        return RecordedFiles.open(files.get(subject));
    }

    private static long write(Path file, ExportFormat format, Consumer<Consumer<BrokerRecord>> records) {
        try (ExportWriter writer = format.writer(file)) {
            long[] count = {0};
            records.accept(record -> {
                try {
                    writer.append(record);
                    count[0]++;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            return count[0];
        } catch (IOException | UncheckedIOException e) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "cannot write %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** Of an earlier export into the same folder. */
    private static void deleteOther(Path folder, ExportFormat format, Subject<?> subject) {
        for (ExportFormat other : ExportFormat.values()) {
            Path file = other.file(folder, subject.name());
            try {
                if (other != format) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                throw new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT, "cannot delete %s: %s".formatted(file, e.getMessage()), e);
            }
        }
    }
}
