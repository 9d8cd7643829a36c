package io.rlpips.detector.state;

import java.util.Collection;
import org.apache.flink.state.rocksdb.RocksDBOptionsFactory;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;

/**
 * How RocksDB writes state of which each checkpoint brings a little, every few seconds, and of which most stays: masters of
 * references above all.
 *
 * <p>Written together: a task waits while a checkpoint's files are made safe on the disk, and RocksDB makes safe a list of
 * files again for every kind of state, one after the other, unless it is told to write all kinds in one go.
 *
 * <p>Merged in small parts: each checkpoint leaves small files, and a few of those are merged with everything in the first
 * level, whatever they bring. With RocksDB's first level of 256 MiB and merges of four files, state that fits in there is
 * rewritten whole at every fourth checkpoint. With a small first level a merge is small, and what is new reaches the bulk
 * of the state a few files at a time. How much is rewritten in all differs less for state of several hundred megabytes.
 * Reads may have a level or two and some small files more to look into. And merged by threads that give way to others
 * ({@link MergingThreads}).
 *
 * <p>Flink asks it for every state where {@code state.backend.rocksdb.options-factory} names it; it goes over Flink's own
 * options of levels and files.
 */
public final class StateFiles implements RocksDBOptionsFactory {
    private static final long serialVersionUID = 1L;

    private static final int FILES_MERGED_AT_ONCE = 8;
    private static final long FIRST_LEVEL_BYTES = 16L << 20;
    /** Of the first level, twice as large in each one below: a large state is no more files than it would be. */
    private static final long FILE_BYTES = 4L << 20;

    private static final int FILE_GROWTH = 2;
    /** RocksDB's own are 5 and 9 times the files of a merge: writers wait where merging falls that far behind. */
    private static final int SLOWER_FROM = 5 * FILES_MERGED_AT_ONCE;

    private static final int STOPPED_FROM = 9 * FILES_MERGED_AT_ONCE;

    @Override
    public DBOptions createDBOptions(DBOptions current, Collection<AutoCloseable> closedWithThem) {
        MergingThreads.start(current.maxBackgroundJobs());
        return current.setAtomicFlush(true);
    }

    @Override
    public ColumnFamilyOptions createColumnOptions(
            ColumnFamilyOptions current, Collection<AutoCloseable> closedWithThem) {
        return current.setLevel0FileNumCompactionTrigger(FILES_MERGED_AT_ONCE)
                .setLevel0SlowdownWritesTrigger(SLOWER_FROM)
                .setLevel0StopWritesTrigger(STOPPED_FROM)
                .setMaxBytesForLevelBase(FIRST_LEVEL_BYTES)
                .setTargetFileSizeBase(FILE_BYTES)
                .setTargetFileSizeMultiplier(FILE_GROWTH);
    }
}
