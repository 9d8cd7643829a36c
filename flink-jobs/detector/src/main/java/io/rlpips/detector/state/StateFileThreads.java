package io.rlpips.detector.state;

import io.rlpips.detector.priority.Background;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import org.rocksdb.Env;
import org.rocksdb.Priority;

/**
 * The threads on which RocksDB writes and merges files of state, which all databases of the process share.
 *
 * <p>Those that merge give way to what uploads wait for: a merge that follows a checkpoint may take until the next one.
 * RocksDB itself has only the lowest priority to offer. On processors that are busy with nothing but uploads less would be
 * merged at that than comes in, until RocksDB made tasks wait to write. So its threads are started from one that has given
 * way a little, and inherit that.
 *
 * <p>Those that write new state do not: at a checkpoint each task waits for its own and answers nothing meanwhile. RocksDB
 * itself starts one, so that the tasks of all slots, whose checkpoints are one, would wait for one another, and on busy
 * processors that one thread gets no more of them than any other.
 */
final class StateFileThreads {
    /** About a tenth of the weight of a usual thread. */
    static final int NICE = 10;
    /** One for each kind of task with state of a slot, of which there is usually one a processor. */
    private static final int WRITING_A_PROCESSOR = 4;

    private static int merging;
    private static boolean writing;

    private StateFileThreads() {}

    /**
     * To be called before a database is opened, which starts those that there are not.
     *
     * @param merging at least so many
     */
    static synchronized void start(int merging) {
        if (!writing) {
            int processors = Runtime.getRuntime().availableProcessors();
            Env.getDefault().incBackgroundThreadsIfNeeded(WRITING_A_PROCESSOR * processors, Priority.HIGH);
            writing = true;
        }
        if (merging > StateFileThreads.merging) {
            startThatGiveWay(merging);
            StateFileThreads.merging = merging;
        }
    }

    private static void startThatGiveWay(int count) {
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
    }
}
