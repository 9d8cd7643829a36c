package io.rlpips.training.detection;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Independent pieces of work on a few threads; results come back in the order of the pieces. */
final class ParallelWork implements AutoCloseable {
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

    /** @throws RlpipsException what the first failing piece threw, wrapped if it was something else */
    <A, B> List<B> map(List<A> pieces, Function<A, B> work) {
        List<Future<B>> running = new ArrayList<>();
        for (A piece : pieces) {
            running.add(workers.submit(() -> work.apply(piece)));
        }
        List<B> results = new ArrayList<>();
        for (Future<B> future : running) {
            results.add(finished(future));
        }
        return results;
    }

    private static <B> B finished(Future<B> future) {
        try {
            return future.get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RlpipsException told) {
                throw told;
            }
            throw new RlpipsException(
                    FailureCategory.INTERNAL, "evaluation failed: " + failure.getCause(), failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RlpipsException(FailureCategory.INTERNAL, "interrupted while evaluating", interrupted);
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
