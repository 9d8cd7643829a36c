package io.rlpips.local.bench;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
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
 */
record Repetition(long pictures, double seconds) {
    private static final double NANOS = 1e9;

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
     * @return pictures a second of all together
     */
    static double together(double seconds, List<? extends IntSupplier> works) {
        ExecutorService threads = Executors.newFixedThreadPool(works.size());
        try {
            List<Future<Repetition>> running = new ArrayList<>();
            works.forEach(work -> running.add(threads.submit(() -> of(seconds, work))));
            double sum = 0;
            for (Future<Repetition> each : running) {
                sum += each.get().picturesPerSecond();
            }
            return sum;
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
        long pictures = 0;
        long passed;
        do {
            pictures += work.getAsInt();
            passed = System.nanoTime() - started;
        } while (passed < seconds * NANOS);
        return new Repetition(pictures, passed / NANOS);
    }
}
