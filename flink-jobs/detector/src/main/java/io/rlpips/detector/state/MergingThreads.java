package io.rlpips.detector.state;

import io.rlpips.detector.priority.Background;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import org.rocksdb.Env;
import org.rocksdb.Priority;

/**
 * The threads on which RocksDB merges files of state, a few for the whole process. They give way to what uploads wait for:
 * a merge that follows a checkpoint may take until the next one.
 *
 * <p>RocksDB itself has only the lowest priority to offer. On processors that are busy with nothing but uploads less would
 * be merged at that than comes in, until RocksDB made tasks wait to write. So its threads are started from one that has
 * given way a little, and inherit that; those that write new state, which a checkpoint waits for, are others.
 */
final class MergingThreads {
    /** About a tenth of the weight of a usual thread. */
    static final int NICE = 10;

    private static int started;

    private MergingThreads() {}

    /**
     * To be called before a database is opened, which starts those that there are not.
     *
     * @param count at least so many
     */
    static synchronized void start(int count) {
        if (count <= started) {
            return;
        }
        Thread parent = new Thread(() -> {
            Background.giveWay(NICE);
            Env.getDefault().incBackgroundThreadsIfNeeded(count, Priority.LOW);
        });
        parent.start();
        try {
            parent.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RlpipsException(FailureCategory.INTERNAL, "interrupted while state is opened", e);
        }
        started = count;
    }
}
