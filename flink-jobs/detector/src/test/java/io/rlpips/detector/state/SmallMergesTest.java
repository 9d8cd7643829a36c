package io.rlpips.detector.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;

class SmallMergesTest {
    private static final int MASTER_BYTES = 4096;
    private static final int HELD = 40_000;
    private static final int CHECKPOINTS = 48;
    private static final int NEW_EACH = 100;

    static {
        RocksDB.loadLibrary();
    }

    /** 160 MiB of masters, and at each of 48 checkpoints 100 new ones, whose keys lie anywhere among those. */
    @Test
    void whatIsHeldIsRewrittenAFifthAsOftenAsByRocksDbItself(@TempDir Path folder) throws Exception {
        long usual = rewritten(folder.resolve("usual"), new ColumnFamilyOptions());
        long small = rewritten(folder.resolve("small"), options());

        assertThat(usual).as("the state is rewritten").isGreaterThan(4L * HELD * MASTER_BYTES);
        assertThat(small).isLessThan(usual / 5);
    }

    private static ColumnFamilyOptions options() {
        return new SmallMerges().createColumnOptions(new ColumnFamilyOptions(), List.of());
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
            rocks.put(ByteBuffer.allocate(Long.BYTES).putLong(random.nextLong()).array(), master);
        }
    }

    private static void waitForMerges(RocksDB rocks) throws RocksDBException {
        while (rocks.getLongProperty("rocksdb.num-running-compactions") > 0
                || rocks.getLongProperty("rocksdb.compaction-pending") > 0) {
            Thread.onSpinWait();
        }
    }
}
