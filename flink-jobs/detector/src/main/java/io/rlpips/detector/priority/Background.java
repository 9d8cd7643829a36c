package io.rlpips.detector.priority;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;
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

    /** Among equals on processors that are half as many as they are, a thread waits for less of the time. */
    private static final double WAITED_SHARE = 2.0 / 3;

    private static final long LONGEST_REST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

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

    /** From now on the calling thread, which the caller owns, gives way to others. */
    public static void giveWay() {
        if (!Platform.isLinux()) {
            return;
        }
        try {
            CLibrary.C.setpriority(PRIO_PROCESS, THIS_THREAD, NICE);
        } catch (LastErrorException | LinkageError refused) {
            LOG.info(
                    "thread '{}' does not give way to others: {}",
                    Thread.currentThread().getName(),
                    refused.toString());
        }
    }

    /**
     * Does a part of the work, and leaves the processors to others for as long as they kept it waiting. What the least
     * urgent thread does causes work that is not its own - state that is written, records that are sent - and on
     * processors that are busy with what is urgent there should be less of that. Where others that give way are all that
     * runs, a thread has its share and does not rest.
     *
     * <p>An interrupt ends the rest and stays set.
     */
    public static void inTurn(Runnable part) {
        long started = System.nanoTime();
        long startedProcessor = processorNanos();
        part.run();
        long processor = processorNanos() - startedProcessor;
        try {
            TimeUnit.NANOSECONDS.sleep(restNanos(System.nanoTime() - started, processor));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * @param nanos that a part took
     * @param processorNanos that it had a processor for
     */
    static long restNanos(long nanos, long processorNanos) {
        long waited = nanos - processorNanos;
        return waited > WAITED_SHARE * nanos ? Math.min(waited, LONGEST_REST_NANOS) : 0;
    }

    /** @return that the calling thread had so far; where the system does not tell, all that there was */
    private static long processorNanos() {
        return THREADS.isCurrentThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled()
                ? THREADS.getCurrentThreadCpuTime()
                : System.nanoTime();
    }

    /** @return what does the same on a thread that gives way to others */
    public static Runnable givingWay(Runnable task) {
        return () -> {
            giveWay();
            task.run();
        };
    }
}
