package io.rlpips.detector.priority;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that may wait, on threads to which the operating system gives what others leave of the processors. Where tasks of
 * both jobs share a machine, a bulk of references must not keep uploads waiting, and the scheduler is the only one who
 * sees all that either of them does: decoding, embedding, the broker's clients.
 *
 * <p>Linux has a class for such threads, and a nice value for each, and Java no way to set either without an option of the
 * virtual machine. A usual thread that wakes up takes the processor from one of that class at once, where it would let one
 * that is merely nice end its slice, and of two processors it is woken on the one that is busy with nothing else.
 * Elsewhere, and where it is refused, threads stay as they are and the log says so. It is not for tasks that keep state in
 * RocksDB: that starts threads for the whole process, which would inherit it.
 */
public final class Background {
    private static final Logger LOG = LoggerFactory.getLogger(Background.class);
    /** Of the C library's setpriority(2), which on Linux takes the id of a thread; 0 is the one that calls. */
    private static final int PRIO_PROCESS = 0;

    private static final int THIS_THREAD = 0;
    /** Of sched(7): what is left of the processors. */
    private static final int SCHED_IDLE = 5;

    /** Where that is refused, about a seventieth of the weight of a usual thread. */
    private static final int NICEST = 19;

    /** The C library's functions. */
    private interface Priorities extends Library {
        int setpriority(int which, int who, int nice) throws LastErrorException;

        /** @param parameters a structure of one number, which has to be 0 */
        int sched_setscheduler(int thread, int policy, int[] parameters) throws LastErrorException;
    }

    /** Loaded where it is first used. */
    private static final class CLibrary {
        private static final Priorities C = Native.load("c", Priorities.class);

        private CLibrary() {}
    }

    private Background() {}

    /** From now on the calling thread, which the caller owns, and the threads that it starts give way to all others. */
    public static void giveWay() {
        refusal(() -> CLibrary.C.sched_setscheduler(THIS_THREAD, SCHED_IDLE, new int[] {0}))
                .ifPresent(refused -> giveWay(NICEST));
    }

    /**
     * From now on the calling thread, which the caller owns, and the threads that it starts give way to others a little.
     *
     * @param nice 1 to 19; each is four fifths of the weight of the one before
     */
    public static void giveWay(int nice) {
        refusal(() -> CLibrary.C.setpriority(PRIO_PROCESS, THIS_THREAD, nice))
                .ifPresent(refused -> LOG.info(
                        "thread '{}' does not give way to others: {}",
                        Thread.currentThread().getName(),
                        refused.toString()));
    }

    /** @return why the system did not do it; empty where it did, and where there is none to ask */
    private static Optional<Throwable> refusal(Runnable request) {
        if (!Platform.isLinux()) {
            return Optional.empty();
        }
        try {
            request.run();
            return Optional.empty();
        } catch (LastErrorException | LinkageError refused) {
            return Optional.of(refused);
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
