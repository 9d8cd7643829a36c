package io.rlpips.detector.priority;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that may wait, on threads to which the operating system gives what others leave of the processors. Where tasks of
 * both jobs share a machine, a bulk of references must not keep uploads waiting, and the scheduler is the only one who
 * sees all that either of them does: decoding, embedding, the broker's clients.
 *
 * <p>Linux has a nice value for each thread, and Java no way to set it without an option of the virtual machine. Elsewhere,
 * and where it is refused, threads stay as they are and the log says so. A thread cannot be made urgent again. It is not
 * for tasks that keep state in RocksDB: that starts threads for the whole process, which would inherit the value.
 */
public final class Background {
    /** The least that there is: about a seventieth of the weight of a usual thread. */
    public static final int NICE = 19;

    private static final Logger LOG = LoggerFactory.getLogger(Background.class);
    /** Of the C library's setpriority(2), which on Linux takes the id of a thread; 0 is the one that calls. */
    private static final int PRIO_PROCESS = 0;

    private static final int THIS_THREAD = 0;

    /** The C library's function. */
    private interface Priorities extends Library {
        int setpriority(int which, int who, int nice) throws LastErrorException;
    }

    /** Loaded where it is first used. */
    private static final class CLibrary {
        private static final Priorities C = Native.load("c", Priorities.class);

        private CLibrary() {}
    }

    private Background() {}

    /** From now on the calling thread, which the caller owns, gives way to all others. */
    public static void giveWay() {
        giveWay(NICE);
    }

    /**
     * From now on the calling thread, which the caller owns, and the threads that it starts give way to others.
     *
     * @param nice 1 to {@value #NICE}; each is four fifths of the weight of the one before
     */
    public static void giveWay(int nice) {
        if (!Platform.isLinux()) {
            return;
        }
        try {
            CLibrary.C.setpriority(PRIO_PROCESS, THIS_THREAD, nice);
        } catch (LastErrorException | LinkageError refused) {
            LOG.info(
                    "thread '{}' does not give way to others: {}",
                    Thread.currentThread().getName(),
                    refused.toString());
        }
    }

    /** @return what does the same on a thread that gives way to others */
    public static Runnable givingWay(Runnable task) {
        return () -> {
            giveWay();
            task.run();
        };
    }
}
