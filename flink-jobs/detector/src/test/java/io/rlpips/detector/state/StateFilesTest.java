package io.rlpips.detector.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.detector.priority.NiceValue;
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
    void whatIsHeldIsRewrittenAFifthAsOftenAsByRocksDbItself(@TempDir Path folder) throws Exception {
        long usual = rewritten(folder.resolve("usual"), new ColumnFamilyOptions());
        long ours = rewritten(
                folder.resolve("ours"), new StateFiles().createColumnOptions(new ColumnFamilyOptions(), List.of()));

        assertThat(usual).as("the state is rewritten").isGreaterThan(4L * HELD * MASTER_BYTES);
        assertThat(ours).isLessThan(usual / 5);
    }

    /** Other tests of this process may have started one that does not. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void threadsThatMergeFilesGiveWayAndWhoOpensStateDoesNot() {
        int usual = NiceValue.ofThisThread();

        try (DBOptions database = new DBOptions().setMaxBackgroundJobs(3)) {
            new StateFiles().createDBOptions(database, List.of());
        }

        assertThat(NiceValue.ofThreads("rocksdb:low"))
                .filteredOn(nice -> nice == Math.max(usual, MergingThreads.NICE))
                .hasSizeGreaterThanOrEqualTo(2);
        assertThat(NiceValue.ofThisThread()).isEqualTo(usual);
    }

    /** Of nine kinds of state, as the guard has them. */
    @Test
    void aCheckpointMakesItsListOfFilesSafeAFewTimes_notAFewForEachKindOfState(@TempDir Path folder) throws Exception {
        long usual = listsMadeSafe(folder.resolve("usual"), new DBOptions());
        long ours = listsMadeSafe(folder.resolve("ours"), new StateFiles().createDBOptions(new DBOptions(), List.of()));

        assertThat(usual).isGreaterThanOrEqualTo(KINDS_OF_STATE);
        assertThat(ours).isLessThanOrEqualTo(KINDS_OF_STATE / 2);
    }

    /** @return bytes that merges wrote while there were checkpoints */
    private static long rewritten(Path folder, ColumnFamilyOptions columns) throws RocksDBException {
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
                waitForMerges(rocks);
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

    private static void waitForMerges(RocksDB rocks) throws RocksDBException {
        while (rocks.getLongProperty("rocksdb.num-running-compactions") > 0
                || rocks.getLongProperty("rocksdb.compaction-pending") > 0) {
            Thread.onSpinWait();
        }
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
