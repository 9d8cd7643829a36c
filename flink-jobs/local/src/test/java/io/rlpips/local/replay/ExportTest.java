package io.rlpips.local.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.detector.configuration.ReplayRange;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.local.exchange.Position;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was written to files is read from them, whichever of the formats they have. */
class ExportTest {
    private static final ReplayRange ALWAYS = new ReplayRange(Long.MIN_VALUE, Long.MAX_VALUE);

    @TempDir
    private Path folder;

    /** Two records are equal by their places alone; these by all they hold. */
    private record Whole(
            Coordinates at, long brokerTimeMillis, boolean keyed, ByteBuffer key, boolean tombstone, ByteBuffer value) {
        static Whole of(BrokerRecord record) {
            return new Whole(
                    record.at(),
                    record.brokerTimeMillis(),
                    record.keyed(),
                    ByteBuffer.wrap(record.key()),
                    record.tombstone(),
                    ByteBuffer.wrap(record.value()));
        }
    }

    /** Records by subject, in memory. */
    private record Drawn(Map<Subject<?>, List<BrokerRecord>> records) implements Recording {
        static Drawn of(Subject<?> subject, List<BrokerRecord> records) {
            return new Drawn(Map.of(subject, records));
        }

        @Override
        public long uploads(long fromMillis, long untilMillis) {
            return records.getOrDefault(Subjects.UPLOADS, List.of()).size();
        }

        @Override
        public void visit(Subject<?> subject, long fromMillis, Consumer<BrokerRecord> visitor) {
            records.getOrDefault(subject, List.of()).stream()
                    .filter(record -> record.brokerTimeMillis() >= fromMillis)
                    .forEach(visitor);
        }

        @Override
        public BrokerRecord read(Subject<?> subject, Position position) {
            throw new UnsupportedOperationException("it is only gone through");
        }

        @Override
        public void close() {}
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void anyRecordsComeBackTheSameOfEitherFormat(@ForAll("records") List<BrokerRecord> records) throws IOException {
        folder = Files.createTempDirectory("export");
        try {
            for (ExportFormat format : ExportFormat.values()) {
                Export.write(folder, format, Drawn.of(Subjects.UPLOADS, records), ALWAYS);
                assertThat(readBack(Subjects.UPLOADS).stream().map(Whole::of).toList())
                        .as(format.name())
                        .isEqualTo(records.stream().map(Whole::of).toList());
            }
        } finally {
            for (Path file : list()) {
                Files.delete(file);
            }
            Files.delete(folder);
        }
    }

    @Provide
    Arbitrary<List<BrokerRecord>> records() {
        Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(300);
        Arbitrary<Coordinates> places = Combinators.combine(
                        Arbitraries.strings().ofMaxLength(20).filter(ExportTest::encodable),
                        Arbitraries.integers(),
                        Arbitraries.longs())
                .as(Coordinates::new);
        return Combinators.combine(places, Arbitraries.longs(), bytes.injectNull(0.2), bytes.injectNull(0.2))
                .as(ExportTest::record)
                .filter(record -> !record.heartbeat())
                .list()
                .ofMaxSize(40);
    }

    /** Several row groups, and several pages in each: what is looked at later is found without what lies before. */
    @Test
    void eachOfManyLargeRecordsIsFoundByItsPlace() throws IOException {
        List<BrokerRecord> records = new ArrayList<>();
        Random random = new Random(7);
        int size = 900_000;
        for (int i = 0; i < 2 * ParquetExportWriter.ROW_GROUP_BYTES / size + 10; i++) {
            byte[] content = new byte[size + i];
            random.nextBytes(content);
            records.add(
                    record(new Coordinates("uploads", i % 3, i), i, text("upload-" + i), i % 7 == 6 ? null : content));
        }
        for (ExportFormat format : ExportFormat.values()) {
            Export.write(folder, format, Drawn.of(Subjects.UPLOADS, records), ALWAYS);
            try (Export export = new Export(folder)) {
                for (int i : new int[] {records.size() - 1, 0, 40, 41, 3, 77}) {
                    assertThat(Whole.of(export.read(Subjects.UPLOADS, new Position("uploads", i % 3, i)))
                                    .equals(Whole.of(records.get(i))))
                            .as("%s, record %d", format, i)
                            .isTrue();
                }
                assertThatThrownBy(() -> export.read(Subjects.UPLOADS, new Position("uploads", 0, 1)))
                        .isInstanceOf(RlpipsException.class)
                        .hasMessageContaining("uploads" + (format == ExportFormat.AVRO ? ".avro" : ".parquet"))
                        .hasMessageContaining("has no record of uploads, partition 0, offset 1");
            }
        }
    }

    @Test
    void onlyTheRangesUploadsAreWrittenAndEverythingThatDecisionsRestOnButHeartbeats() throws IOException {
        BrokerRecord old = record(new Coordinates("uploads", 0, 1), 100, text("old"), text("x"));
        BrokerRecord wanted = record(new Coordinates("uploads", 0, 2), 200, text("wanted"), text("x"));
        BrokerRecord late = record(new Coordinates("uploads", 0, 3), 300, text("late"), text("x"));
        BrokerRecord policy = record(new Coordinates("policies", 0, 1), 50, text("bank"), null);
        BrokerRecord beat = record(new Coordinates("policies", 0, 2), 60, text(Subjects.HEARTBEAT_KEY), new byte[0]);
        Map<Subject<?>, List<BrokerRecord>> records = new HashMap<>();
        records.put(Subjects.UPLOADS, List.of(old, wanted, late));
        records.put(Subjects.POLICIES, List.of(policy, beat));

        for (ExportFormat format : ExportFormat.values()) {
            Map<String, Long> counts = Export.write(folder, format, new Drawn(records), new ReplayRange(200, 300));
            assertThat(counts)
                    .containsEntry("uploads", 1L)
                    .containsEntry("policies", 1L)
                    .containsEntry("alerts", 0L);
            assertThat(readBack(Subjects.UPLOADS)).containsExactly(wanted);
            assertThat(readBack(Subjects.POLICIES)).containsExactly(policy);
            assertThat(readBack(Subjects.ALERTS)).isEmpty();
            assertThat(list())
                    .as("an earlier export is replaced, also one of another format")
                    .hasSize(Export.SUBJECTS.size());
        }
    }

    @Test
    void aFolderMayHoldFilesOfBothFormatsUnderAnyOfTheNames() throws IOException {
        BrokerRecord upload = record(new Coordinates("uploads", 0, 1), 100, text("one"), text("x"));
        Export.write(folder, ExportFormat.PARQUET, Drawn.of(Subjects.UPLOADS, List.of(upload)), ALWAYS);
        Path parquet = folder.resolve("uploads.parquet");
        Path kept = Files.move(parquet, folder.resolve("kept"));
        Export.write(folder, ExportFormat.AVRO, Drawn.of(Subjects.UPLOADS, List.of()), ALWAYS);
        Files.delete(folder.resolve("uploads.avro"));
        Files.copy(kept, parquet);
        assertThat(readBack(Subjects.UPLOADS)).containsExactly(upload);

        Files.move(parquet, folder.resolve("uploads.avro"));
        assertThat(readBack(Subjects.UPLOADS)).containsExactly(upload);

        Files.copy(kept, parquet);
        assertThatThrownBy(() -> new Export(folder))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("holds uploads.avro and uploads.parquet: only one of them can be meant");
    }

    @Test
    void aDamagedFileIsToldOfBeforeAnythingIsReplayed() throws IOException {
        Export.write(folder, ExportFormat.PARQUET, new Drawn(Map.of()), ALWAYS);
        Path reviews = folder.resolve("reviews.parquet");
        byte[] bytes = Files.readAllBytes(reviews);
        Files.write(reviews, Arrays.copyOf(bytes, bytes.length - 1));

        assertThatThrownBy(() -> new Export(folder))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("reviews.parquet is damaged: it does not end as a Parquet file");
    }

    private List<BrokerRecord> readBack(Subject<?> subject) {
        List<BrokerRecord> records = new ArrayList<>();
        try (Export export = new Export(folder)) {
            export.visit(subject, Long.MIN_VALUE, records::add);
        }
        return records;
    }

    private List<Path> list() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static boolean encodable(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static BrokerRecord record(Coordinates at, long brokerTimeMillis, byte[] key, byte[] value) {
        byte[] nothing = {};
        return new BrokerRecord(
                at,
                brokerTimeMillis,
                key != null,
                key == null ? nothing : key,
                value == null,
                value == null ? nothing : value);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
