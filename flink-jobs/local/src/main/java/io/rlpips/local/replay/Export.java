package io.rlpips.local.replay;

import io.rlpips.detector.configuration.ReplayRange;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.detector.replay.RecordedFormat;
import io.rlpips.local.exchange.Position;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;

/**
 * Recorded topics as files, one Avro object container a topic ({@link RecordedFormat}). Those that decisions rest on are
 * whole, of uploads and decisions there is what belongs to a range.
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

    private final Path folder;
    private final Map<Subject<?>, Map<Position, Place>> index = new HashMap<>();

    /** @param block where the block begins that holds the record, {@code before} others of it in front */
    private record Place(long block, int before) {}

    /** @throws RlpipsException INVALID_ARGUMENT where the folder does not hold an export */
    public Export(Path folder) {
        for (Subject<?> subject : SUBJECTS) {
            if (!Files.isRegularFile(file(folder, subject))) {
                throw new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT,
                        "folder %s holds no export: there is no %s"
                                .formatted(folder, file(folder, subject).getFileName()));
            }
        }
        this.folder = folder;
    }

    /**
     * Writes an export. Heartbeats are left out: the end of a file is the end of its time.
     *
     * @param folder new, or one whose export is replaced
     * @return how many records there are of each subject
     */
    public static Map<String, Long> write(Path folder, Recording recording, ReplayRange range) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Subject<?> subject : SUBJECTS) {
            try (Writer writer = new Writer(file(folder, subject))) {
                recording.visit(subject, needed(subject, range), record -> {
                    boolean wanted = subject != Subjects.UPLOADS || range.contains(record.brokerTimeMillis());
                    if (wanted && !record.heartbeat()) {
                        writer.append(record);
                    }
                });
                counts.put(subject.name(), writer.count);
            }
        }
        return counts;
    }

    /** What was decided before the range tells of the floods and repeats that it begins with. */
    private static long needed(Subject<?> subject, ReplayRange range) {
        return subject.control() || subject == Subjects.ALERTS ? 0 : range.fromMillis();
    }

    /** Writes records to one file. */
    static void write(Path file, List<BrokerRecord> records) {
        try (Writer writer = new Writer(file)) {
            records.forEach(writer::append);
        }
    }

    @Override
    public long uploads(long fromMillis, long untilMillis) {
        List<Long> times = new ArrayList<>();
        visit(Subjects.UPLOADS, fromMillis, upload -> times.add(upload.brokerTimeMillis()));
        return times.stream().filter(time -> time < untilMillis).count();
    }

    @Override
    public void visit(Subject<?> subject, long fromMillis, Consumer<BrokerRecord> visitor) {
        try (DataFileReader<GenericRecord> reader = open(subject)) {
            for (GenericRecord record : reader) {
                BrokerRecord each = RecordedFormat.of(record);
                if (each.brokerTimeMillis() >= fromMillis) {
                    visitor.accept(each);
                }
            }
        } catch (IOException e) {
            throw unreadable(subject, e);
        }
    }

    @Override
    public BrokerRecord read(Subject<?> subject, Position position) {
        Place place = index.computeIfAbsent(subject, this::indexed).get(position);
        if (place == null) {
            throw new RlpipsException(
                    FailureCategory.CONTENT_NOT_FOUND,
                    "%s has no record of %s, partition %d, offset %d"
                            .formatted(
                                    file(folder, subject), position.topic(), position.partition(), position.offset()));
        }
        try (DataFileReader<GenericRecord> reader = open(subject)) {
            reader.seek(place.block());
            for (int i = 0; i < place.before(); i++) {
                reader.next();
            }
            return RecordedFormat.of(reader.next());
        } catch (IOException e) {
            throw unreadable(subject, e);
        }
    }

    @Override
    public void close() {
        index.clear();
    }

    static Path file(Path folder, Subject<?> subject) {
        return folder.resolve(subject.name() + ".avro");
    }

    private Map<Position, Place> indexed(Subject<?> subject) {
        Map<Position, Place> places = new HashMap<>();
        try (DataFileReader<GenericRecord> reader = open(subject)) {
            long block = -1;
            int before = 0;
            while (reader.hasNext()) {
                long next = reader.previousSync();
                before = next == block ? before + 1 : 0;
                block = next;
                Coordinates at = RecordedFormat.of(reader.next()).at();
                places.put(new Position(at.topic(), at.partition(), at.offset()), new Place(block, before));
            }
            return places;
        } catch (IOException e) {
            throw unreadable(subject, e);
        }
    }

    private DataFileReader<GenericRecord> open(Subject<?> subject) throws IOException {
        return new DataFileReader<>(
                file(folder, subject).toFile(), new GenericDatumReader<>(null, RecordedFormat.SCHEMA));
    }

    private RlpipsException unreadable(Subject<?> subject, IOException e) {
        return new RlpipsException(
                FailureCategory.INVALID_ARGUMENT,
                "%s cannot be read: %s".formatted(file(folder, subject), e.getMessage()),
                e);
    }

    private static final class Writer implements AutoCloseable {
        private final Path file;
        private final DataFileWriter<GenericRecord> records =
                new DataFileWriter<>(new GenericDatumWriter<>(RecordedFormat.SCHEMA));
        private long count;

        Writer(Path file) {
            this.file = file;
            try {
                records.create(RecordedFormat.SCHEMA, file.toFile());
            } catch (IOException e) {
                throw unwritable(e);
            }
        }

        void append(BrokerRecord record) {
            try {
                records.append(RecordedFormat.toAvro(record));
                count++;
            } catch (IOException e) {
                throw unwritable(e);
            }
        }

        @Override
        public void close() {
            try {
                records.close();
            } catch (IOException e) {
                throw unwritable(e);
            }
        }

        private RlpipsException unwritable(IOException e) {
            return new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "cannot write %s: %s".formatted(file, e.getMessage()), e);
        }
    }
}
