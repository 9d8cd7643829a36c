package io.rlpips.detector.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.detector.priority.Scheduling;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.HistogramType;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Statistics;
import org.rocksdb.StatsLevel;
import org.rocksdb.TickerType;
import org.rocksdb.WriteOptions;

class StateFilesTest {
    private static final int MASTER_BYTES = 4096;
    private static final int HELD = 40_000;
    private static final int CHECKPOINTS = 48;
    private static final int NEW_EACH = 100;
    private static final int KINDS_OF_STATE = 9;

    @BeforeAll
    static void load() {
        RocksDB.loadLibrary();
    }

    /** 160 MiB of masters, and at each of 48 checkpoints 100 new ones, whose keys lie anywhere among those. */
    @Test
    void whatIsHeldIsHardlyRewritten(@TempDir Path folder) throws Exception {
        long usual = rewritten(folder.resolve("usual"), new ColumnFamilyOptions());
        long ours = rewritten(folder.resolve("ours"), columns());

        assertThat(usual).as("the state is rewritten").isGreaterThan(4L * HELD * MASTER_BYTES);
        assertThat(ours).isLessThan(usual / 10).isLessThan((long) HELD * MASTER_BYTES);
    }

    /** Of 16 MiB, whose writing a task would wait for at its barrier. */
    @Test
    void ofWhatCameBetweenTwoCheckpointsLittleIsLeftToWriteAtTheSecond(@TempDir Path folder) throws Exception {
        long usual = notYetWritten(folder.resolve("usual"), new ColumnFamilyOptions());
        long ours = notYetWritten(folder.resolve("ours"), columns());

        assertThat(usual).isGreaterThanOrEqualTo(4_096L * MASTER_BYTES);
        assertThat(ours).isLessThan(usual / 4);
    }

    private static long notYetWritten(Path folder, ColumnFamilyOptions columns) throws Exception {
        try (columns;
                DBOptions database = new DBOptions().setCreateIfMissing(true);
                Options options = new Options(database, columns);
                RocksDB rocks = RocksDB.open(options, folder.toString())) {
            put(rocks, new Random(4), 4_096);
            // Pausing waits for what is being written already.
            while (rocks.getLongProperty("rocksdb.num-immutable-mem-table") > 0) {
                rocks.pauseBackgroundWork();
                rocks.continueBackgroundWork();
            }
            return rocks.getLongProperty("rocksdb.cur-size-all-mem-tables");
        }
    }

    /** Of more files than one, none of which has the key. */
    @Test
    void aReferenceThatIsNotHeldIsHardlyLookedForInFiles(@TempDir Path folder) throws Exception {
        Random random = new Random(2);
        try (ColumnFamilyOptions columns = columns();
                Statistics statistics = new Statistics();
                DBOptions database = new DBOptions().setCreateIfMissing(true).setStatistics(statistics);
                Options options = new Options(database, columns);
                FlushOptions flush = new FlushOptions();
                RocksDB rocks = RocksDB.open(options, folder.toString())) {
            for (int file = 0; file < 4; file++) {
                put(rocks, random, NEW_EACH);
                rocks.flush(flush);
            }
            long before = blocksLookedInto(statistics);
            for (int i = 0; i < 1_000; i++) {
                assertThat(rocks.get(bytes(random.nextLong()))).isNull();
            }

            assertThat(rocks.getLiveFilesMetaData()).hasSize(4);
            assertThat(blocksLookedInto(statistics) - before).isLessThan(4 * 1_000 / 20);
        }
    }

    private static long blocksLookedInto(Statistics statistics) {
        return statistics.getTickerCount(TickerType.BLOCK_CACHE_DATA_HIT)
                + statistics.getTickerCount(TickerType.BLOCK_CACHE_DATA_MISS);
    }

    /** A checkpoint that RocksDB's levels have made, as they were merged by an earlier version. */
    @Test
    void filesInLevelsAreOpenedAndGoOn(@TempDir Path folder) throws Exception {
        Random random = new Random(3);
        try (Options levels = new Options().setCreateIfMissing(true);
                FlushOptions flush = new FlushOptions();
                RocksDB rocks = RocksDB.open(levels, folder.toString())) {
            put(rocks, random, NEW_EACH);
            rocks.put(bytes(1), bytes(11));
            rocks.flush(flush);
            rocks.compactRange();
            rocks.put(bytes(2), bytes(12));
            rocks.flush(flush);
        }
        try (ColumnFamilyOptions columns = columns();
                DBOptions database = new DBOptions();
                Options options = new Options(database, columns);
                FlushOptions flush = new FlushOptions();
                RocksDB rocks = RocksDB.open(options, folder.toString())) {
            rocks.put(bytes(1), bytes(21));
            rocks.flush(flush);
            rocks.compactRange();

            assertThat(rocks.get(bytes(1))).isEqualTo(bytes(21));
            assertThat(rocks.get(bytes(2))).isEqualTo(bytes(12));
        }
    }

    private static ColumnFamilyOptions columns() {
        return new StateFiles().createColumnOptions(new ColumnFamilyOptions(), new ArrayList<>());
    }

    /** Other tests of this process may have started one that does not. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void threadsThatMergeFilesGiveWayAndWhoOpensStateDoesNot() {
        Scheduling usual = Scheduling.ofThisThread();

        try (DBOptions database = new DBOptions().setMaxBackgroundJobs(3)) {
            new StateFiles().createDBOptions(database, new ArrayList<>());
        }

        assertThat(Scheduling.ofThreads("rocksdb:low"))
                .filteredOn(thread -> thread.nice() == Math.max(usual.nice(), StateFileThreads.NICE))
                .hasSizeGreaterThanOrEqualTo(2);
        assertThat(Scheduling.ofThisThread()).isEqualTo(usual);
    }

    /** The tasks of all slots write theirs at the same checkpoint. RocksDB's own is one thread for all of them. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void newStateOfManyTasksIsWrittenAtOnceByThreadsThatGiveWayToNobody() {
        Scheduling usual = Scheduling.ofThisThread();

        try (DBOptions database = new DBOptions()) {
            new StateFiles().createDBOptions(database, new ArrayList<>());
        }

        assertThat(Scheduling.ofThreads("rocksdb:high"))
                .hasSizeGreaterThan(Runtime.getRuntime().availableProcessors())
                .containsOnly(usual);
    }

    /** Of nine kinds of state, as the guard has them. */
    @Test
    void aCheckpointMakesItsListOfFilesSafeAFewTimes_notAFewForEachKindOfState(@TempDir Path folder) throws Exception {
        long usual = listsMadeSafe(folder.resolve("usual"), new DBOptions());
        long ours = listsMadeSafe(
                folder.resolve("ours"), new StateFiles().createDBOptions(new DBOptions(), new ArrayList<>()));

        assertThat(usual).isGreaterThanOrEqualTo(KINDS_OF_STATE);
        assertThat(ours).isLessThanOrEqualTo(KINDS_OF_STATE / 2);
    }

    /** @return bytes that merges wrote while there were checkpoints */
    private static long rewritten(Path folder, ColumnFamilyOptions columns) throws Exception {
        Random random = new Random(1);
        try (columns;
                Statistics statistics = new Statistics();
                DBOptions database = new DBOptions().setCreateIfMissing(true).setStatistics(statistics);
                Options options = new Options(database, columns);
                FlushOptions flush = new FlushOptions();
                RocksDB rocks = RocksDB.open(options, folder.toString())) {
            put(rocks, random, HELD);
            rocks.flush(flush);
            rocks.compactRange();
            long before = statistics.getTickerCount(TickerType.COMPACT_WRITE_BYTES);
            for (int checkpoint = 0; checkpoint < CHECKPOINTS; checkpoint++) {
                put(rocks, random, NEW_EACH);
                rocks.flush(flush);
                waitForMerges(rocks, statistics);
            }
            return statistics.getTickerCount(TickerType.COMPACT_WRITE_BYTES) - before;
        }
    }

    private static void put(RocksDB rocks, Random random, int count) throws RocksDBException {
        byte[] master = new byte[MASTER_BYTES];
        for (int i = 0; i < count; i++) {
            random.nextBytes(master);
            rocks.put(bytes(random.nextLong()), master);
        }
    }

    /** Pausing waits for merges that were begun, and what follows from them is begun with the next. */
    private static void waitForMerges(RocksDB rocks, Statistics statistics) throws Exception {
        long merged;
        do {
            merged = statistics.getTickerCount(TickerType.COMPACT_WRITE_BYTES);
            rocks.pauseBackgroundWork();
            rocks.continueBackgroundWork();
        } while (statistics.getTickerCount(TickerType.COMPACT_WRITE_BYTES) != merged);
    }

    /** @return how many times a checkpoint of all kinds of state waits for RocksDB's list of files to be on the disk */
    private static long listsMadeSafe(Path folder, DBOptions database) throws RocksDBException {
        List<ColumnFamilyDescriptor> kinds = Stream.concat(
                        Stream.of(RocksDB.DEFAULT_COLUMN_FAMILY),
                        IntStream.range(0, KINDS_OF_STATE).mapToObj(StateFilesTest::bytes))
                .map(ColumnFamilyDescriptor::new)
                .toList();
        List<ColumnFamilyHandle> states = new ArrayList<>();
        try (database;
                Statistics statistics = new Statistics();
                // As Flink has it.
                WriteOptions write = new WriteOptions().setDisableWAL(true)) {
            statistics.setStatsLevel(StatsLevel.ALL);
            database.setCreateIfMissing(true)
                    .setCreateMissingColumnFamilies(true)
                    .setStatistics(statistics);
            try (RocksDB rocks = RocksDB.open(database, folder.toString(), kinds, states);
                    Checkpoint checkpoint = Checkpoint.create(rocks)) {
                for (ColumnFamilyHandle state : states.subList(1, states.size())) {
                    rocks.put(state, write, bytes(1), bytes(1));
                }
                long before = listsMadeSafe(statistics);
                checkpoint.createCheckpoint(folder + "-checkpoint");
                return listsMadeSafe(statistics) - before;
            }
        }
    }

    private static long listsMadeSafe(Statistics statistics) {
        return statistics
                .getHistogramData(HistogramType.MANIFEST_FILE_SYNC_MICROS)
                .getCount();
    }

    private static byte[] bytes(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }
}
