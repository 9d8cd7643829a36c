package io.rlpips.detector.state;

import java.util.Collection;
import org.apache.flink.state.rocksdb.RocksDBOptionsFactory;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactionStyle;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.TableFormatConfig;

/**
 * How RocksDB writes state of which each checkpoint brings a little, every few seconds, and of which most stays: masters of
 * references above all.
 *
 * <p>A little at a time: at a barrier a task answers nothing until what is new is written, and of what comes between two
 * checkpoints most is by then.
 *
 * <p>Written together: a task waits while a checkpoint's files are made safe on the disk, and RocksDB makes safe a list of
 * files again for every kind of state, one after the other, unless it is told to write all kinds in one go.
 *
 * <p>Merged with files of their size: each checkpoint leaves small files, and what a merge has written anew the next
 * checkpoint copies anew. RocksDB's levels merge new files with those of a level whose keys lie between theirs, and keys of
 * references lie anywhere: one in a few checkpoints rewrites a good part of the state for the little that is new. In its
 * universal style a dozen files that are about as large are merged into one, so that what is large already is rarely
 * rewritten. In exchange a key is looked for in more files, of which filters leave out those that do not have it, and a
 * merge of everything, which is rare, needs room for the state once more.
 *
 * <p>As it is: masters are compressed pictures and rows are numbers, which RocksDB would try to compress in vain, each time
 * a file is written.
 *
 * <p>By threads enough, of which those that merge give way to others ({@link StateFileThreads}).
 *
 * <p>Flink asks it for every state where {@code state.backend.rocksdb.options-factory} names it; it goes over Flink's own
 * options of levels and files.
 */
public final class StateFiles implements RocksDBOptionsFactory {
    private static final long serialVersionUID = 1L;

    private static final long WRITTEN_AT_ONCE_BYTES = 2L << 20;
    /** So many, one of them being filled, before a task waits until one is written. */
    private static final int NOT_YET_WRITTEN = 8;

    private static final int FILES_MERGED_AT_ONCE = 12;
    /** Of the second level, twice as large in each one below. */
    private static final long FILE_BYTES = 4L << 20;

    private static final int FILE_GROWTH = 2;
    /** RocksDB's own are 5 and 9 times the files of a merge: writers wait where merging falls that far behind. */
    private static final int SLOWER_FROM = 5 * FILES_MERGED_AT_ONCE;

    private static final int STOPPED_FROM = 9 * FILES_MERGED_AT_ONCE;
    /** A key that a file does not hold is looked for in one of a hundred such files. */
    private static final double FILTER_BITS_A_KEY = 10;

    @Override
    public DBOptions createDBOptions(DBOptions current, Collection<AutoCloseable> closedWithThem) {
        StateFileThreads.start(current.maxBackgroundJobs());
        return current.setAtomicFlush(true);
    }

    @Override
    public ColumnFamilyOptions createColumnOptions(
            ColumnFamilyOptions current, Collection<AutoCloseable> closedWithThem) {
        return current.setWriteBufferSize(WRITTEN_AT_ONCE_BYTES)
                .setMaxWriteBufferNumber(NOT_YET_WRITTEN)
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setCompactionStyle(CompactionStyle.UNIVERSAL)
                .setLevel0FileNumCompactionTrigger(FILES_MERGED_AT_ONCE)
                .setLevel0SlowdownWritesTrigger(SLOWER_FROM)
                .setLevel0StopWritesTrigger(STOPPED_FROM)
                .setTargetFileSizeBase(FILE_BYTES)
                .setTargetFileSizeMultiplier(FILE_GROWTH)
                .setTableFormatConfig(filtered(current.tableFormatConfig(), closedWithThem));
    }

    private static TableFormatConfig filtered(TableFormatConfig current, Collection<AutoCloseable> closedWithThem) {
        BloomFilter filter = new BloomFilter(FILTER_BITS_A_KEY);
        closedWithThem.add(filter);
        BlockBasedTableConfig table =
                current instanceof BlockBasedTableConfig given ? given : new BlockBasedTableConfig();
        return table.setFilterPolicy(filter);
    }
}
