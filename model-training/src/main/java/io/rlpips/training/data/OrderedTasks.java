package io.rlpips.training.data;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Work for several threads whose results arrive in the order of submission, on the submitting thread. Only a few tasks
 * wait at a time, so whoever submits is slowed down to the speed of the work and memory stays bounded. Not thread-safe
 * itself; the creator closes it, which stops the workers.
 *
 * @param <R> what a task gives
 */
public final class OrderedTasks<R> implements AutoCloseable {
    private static final int WAITING_A_THREAD = 8;
    /** Longer than any task; nobody must hang on one either. */
    private static final long PATIENCE_SECONDS = 20;

    private final ExecutorService workers;
    private final int mostWaiting;
    private final Consumer<R> results;
    private final Deque<Future<R>> waiting = new ArrayDeque<>();

    /**
     * @param threads at least 1
     * @param results takes every result, in order
     */
    public OrderedTasks(int threads, Consumer<R> results) {
        if (threads < 1) {
            throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, "threads: " + threads + ", needs at least 1");
        }
        this.workers = Executors.newFixedThreadPool(threads);
        this.mostWaiting = threads * WAITING_A_THREAD;
        this.results = results;
    }

    /**
     * Hands a task to the workers and, where enough are waiting, the oldest result to its consumer.
     *
     * @throws RlpipsException what an earlier task threw; INTERNAL for any other failure of one
     */
    public void submit(Callable<R> task) {
        if (waiting.size() >= mostWaiting) {
            results.accept(finished(waiting.remove()));
        }
        waiting.add(workers.submit(task));
    }

    /** Hands over what is still to come; throws as {@link #submit}. */
    public void finish() {
        while (!waiting.isEmpty()) {
            results.accept(finished(waiting.remove()));
        }
    }

    private R finished(Future<R> task) {
        try {
            return task.get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RlpipsException reported) {
                throw reported;
            }
            throw new RlpipsException(
                    FailureCategory.INTERNAL, "a worker failed: " + failure.getCause(), failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RlpipsException(FailureCategory.INTERNAL, "interrupted while workers were busy", interrupted);
        }
    }

    /** Stops the workers and waits for what is running, which may be using something that the caller frees next. */
    @Override
    public void close() {
        workers.shutdownNow();
        try {
            workers.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
