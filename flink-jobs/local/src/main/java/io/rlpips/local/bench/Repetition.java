package io.rlpips.local.bench;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntSupplier;

/**
 * The same work again and again for a while, after half as long to warm up.
 *
 * @param pictures that went through
 * @param seconds that took; at least as long as was asked for
 * @param cpuSeconds processor time of the thread
 */
record Repetition(long pictures, double seconds, double cpuSeconds) {
    private static final double NANOS = 1e9;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /**
     * What several threads achieved.
     *
     * @param cpuSecondsPerPicture of a thread
     * @param ofCapacity share of the time that the threads had a core, whoever else was at work
     */
    record Together(double picturesPerSecond, double cpuSecondsPerPicture, double ofCapacity) {
        static Together of(List<Repetition> threads) {
            double cpuSeconds =
                    threads.stream().mapToDouble(Repetition::cpuSeconds).sum();
            return new Together(
                    threads.stream().mapToDouble(Repetition::picturesPerSecond).sum(),
                    cpuSeconds
                            / threads.stream().mapToLong(Repetition::pictures).sum(),
                    cpuSeconds
                            / threads.stream().mapToDouble(Repetition::seconds).sum());
        }
    }

    double picturesPerSecond() {
        return pictures / seconds;
    }

    /**
     * On the calling thread.
     *
     * @param work one turn of it; gives how many pictures went through
     */
    static Repetition of(double seconds, IntSupplier work) {
        turns(seconds / 2, work);
        return turns(seconds, work);
    }

    /**
     * Each piece of work on a thread of its own, all at the same time.
     *
     * @return what all together achieved
     */
    static Together together(double seconds, List<? extends IntSupplier> works) {
        ExecutorService threads = Executors.newFixedThreadPool(works.size());
        try {
            List<Future<Repetition>> running = new ArrayList<>();
            works.forEach(work -> running.add(threads.submit(() -> of(seconds, work))));
            List<Repetition> ended = new ArrayList<>();
            for (Future<Repetition> each : running) {
                ended.add(each.get());
            }
            return Together.of(ended);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RlpipsException(FailureCategory.INTERNAL, "interrupted while measuring", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RlpipsException told
                    ? told
                    : new RlpipsException(FailureCategory.INTERNAL, "cannot measure: " + e.getCause(), e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static Repetition turns(double seconds, IntSupplier work) {
        long started = System.nanoTime();
        long cpuStarted = THREADS.getCurrentThreadCpuTime();
        long pictures = 0;
        long passed;
        do {
            pictures += work.getAsInt();
            passed = System.nanoTime() - started;
        } while (passed < seconds * NANOS);
        return new Repetition(pictures, passed / NANOS, (THREADS.getCurrentThreadCpuTime() - cpuStarted) / NANOS);
    }
}
