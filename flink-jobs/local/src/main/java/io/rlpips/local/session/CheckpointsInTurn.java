package io.rlpips.local.session;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has jobs that share the processors make their checkpoints in turn, evenly spread over the interval. Flink itself leaves
 * to chance when a job makes its first one, and where those of two jobs come together uploads wait for what both write and
 * copy. Thread-safe; the creator closes it.
 */
final class CheckpointsInTurn implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointsInTurn.class);
    /** As far away as Flink lets it be. */
    private static final Duration NEVER = Duration.ofDays(365);
    /** One at work, and one that follows it at once where it took longer than the interval. */
    private static final int MOST_UNDER_WAY = 2;

    private final long intervalNanos;
    private final int jobs;
    private final long begunNanos = System.nanoTime();
    private final Map<Integer, Future<?>> turns = new HashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "rlpips-checkpoints");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param interval from one checkpoint of a job to its next
     * @param jobs how many take turns
     */
    CheckpointsInTurn(Duration interval, int jobs) {
        this.intervalNanos = interval.toNanos();
        this.jobs = jobs;
    }

    /** Flink makes no checkpoints of such a job by itself. */
    static void leaveNoneTo(Configuration job) {
        job.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, NEVER);
        // It would choose the first moment between this and the interval.
        job.set(CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS, NEVER);
    }

    /**
     * In place of the job that had the turn before, if there was one.
     *
     * @param turn of the job, from 0 on
     * @param checkpoint has the job make one, and says when it is done with it; one that fails, as where the job is not
     *     running, is followed by the next all the same
     */
    synchronized void begin(int turn, Supplier<CompletableFuture<?>> checkpoint) {
        Future<?> before = turns.remove(turn);
        if (before != null) {
            before.cancel(false);
        }
        AtomicInteger underWay = new AtomicInteger();
        long passed = (System.nanoTime() - begunNanos) % intervalNanos;
        long delay = Math.floorMod(turn * intervalNanos / jobs - passed, intervalNanos);
        turns.put(
                turn,
                clock.scheduleAtFixedRate(
                        () -> make(checkpoint, underWay), delay, intervalNanos, TimeUnit.NANOSECONDS));
    }

    private static void make(Supplier<CompletableFuture<?>> checkpoint, AtomicInteger underWay) {
        if (underWay.get() >= MOST_UNDER_WAY) {
            return;
        }
        underWay.incrementAndGet();
        asked(checkpoint).whenComplete((done, failure) -> {
            underWay.decrementAndGet();
            if (failure != null) {
                LOG.debug("no checkpoint this time", failure);
            }
        });
    }

    private static CompletableFuture<?> asked(Supplier<CompletableFuture<?>> checkpoint) {
        try {
            return checkpoint.get();
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
