package io.rlpips.training.detection;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Independent pieces of work on a few threads; results come back in the order of the pieces. Whether a call comes back
 * with results or with a failure, none of its pieces is running any more: what they use can be freed.
 */
final class ParallelWork implements AutoCloseable {
    /** Longer than any piece; nobody must hang on one either. */
    private static final long PATIENCE_SECONDS = 20;

    private final ExecutorService workers;

    /** @param threads at least 1 */
    ParallelWork(int threads) {
        if (threads < 1) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "%d threads, needs at least 1".formatted(threads));
        }
        this.workers = Executors.newFixedThreadPool(threads, task -> {
            Thread worker = new Thread(task, "evaluation");
            worker.setDaemon(true);
            return worker;
        });
    }

    /**
     * When a piece fails, or the caller is interrupted, those that have not begun never do, and those that run come to
     * their end.
     *
     * @throws RlpipsException what the first failing piece threw, wrapped if it was something else
     */
    <A, B> List<B> map(List<A> pieces, Function<A, B> work) {
        Trouble trouble = new Trouble();
        List<Future<B>> submitted = new ArrayList<>();
        for (A piece : pieces) {
            submitted.add(workers.submit(() -> trouble.met() ? null : watched(piece, work, trouble)));
        }
        List<B> results = new ArrayList<>();
        for (Future<B> piece : submitted) {
            results.add(ended(piece, trouble));
        }
        trouble.rethrow();
        return results;
    }

    private static <A, B> B watched(A piece, Function<A, B> work, Trouble trouble) {
        try {
            return work.apply(piece);
        } catch (RuntimeException | Error failure) {
            trouble.meet(failure);
            return null;
        }
    }

    /** Nothing ends this wait but the end of the piece: the caller frees what it uses. */
    private static <B> B ended(Future<B> piece, Trouble trouble) {
        while (true) {
            try {
                return piece.get();
            } catch (InterruptedException interrupted) {
                trouble.meet(interrupted);
            } catch (ExecutionException impossible) {
                throw new IllegalStateException("a piece keeps its failures to itself", impossible);
            }
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

    /** Why a call cannot give results; the first reason counts, later ones are attached to it. */
    private static final class Trouble {
        private Throwable first;
        private boolean interrupted;

        synchronized boolean met() {
            return first != null;
        }

        synchronized void meet(Throwable reason) {
            interrupted |= reason instanceof InterruptedException;
            if (first == null) {
                first = reason;
            } else if (first != reason) {
                first.addSuppressed(reason);
            }
        }

        /** Of the calling thread, once all pieces have ended. */
        synchronized void rethrow() {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            if (first instanceof RlpipsException told) {
                throw told;
            }
            if (first instanceof InterruptedException) {
                throw new RlpipsException(FailureCategory.INTERNAL, "interrupted while evaluating", first);
            }
            if (first != null) {
                throw new RlpipsException(FailureCategory.INTERNAL, "evaluation failed: " + first, first);
            }
        }
    }
}
