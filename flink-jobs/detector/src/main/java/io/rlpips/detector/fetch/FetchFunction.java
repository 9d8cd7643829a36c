package io.rlpips.detector.fetch;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.detector.read.PictureOrder;
import io.rlpips.detector.read.Ticket;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fetches claim checks on threads of its own, tries again where that may help, and never fails the job. */
public final class FetchFunction<T extends Ticket> extends RichAsyncFunction<PictureOrder<T>, Fetched<T>> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(FetchFunction.class);
    private static final long FIRST_PAUSE_MS = 100;

    private final AllowedLocations allowed;
    private final Duration attemptTimeout;
    private final int attempts;
    private final int threads;
    private final long maxBytes;

    private transient PictureFetcher fetcher;
    private transient ExecutorService workers;
    private transient ScheduledExecutorService expiries;

    public FetchFunction(ReadableConfig configuration) {
        this.allowed = new AllowedLocations(configuration.get(DetectorOptions.ALLOWED_PREFIXES));
        this.attemptTimeout = configuration.get(DetectorOptions.FETCH_TIMEOUT);
        this.attempts = configuration.get(DetectorOptions.FETCH_ATTEMPTS);
        this.threads = configuration.get(DetectorOptions.FETCH_CAPACITY);
        this.maxBytes = configuration.get(DetectorOptions.MAX_PICTURE_SIZE).getBytes();
    }

    /** @return how long all attempts and the pauses between them may take, counted from the first */
    public long totalTimeoutMs() {
        return attempts * (attemptTimeout.toMillis() + (FIRST_PAUSE_MS << attempts));
    }

    /**
     * @param queue most pictures and watermarks that the operator holds
     * @return how long a picture may take, the wait for a free thread included
     */
    public long longestWaitMs(int queue) {
        return totalTimeoutMs() * (2 + queue / threads);
    }

    @Override
    public void open(OpenContext context) {
        fetcher = new PictureFetcher(allowed, attemptTimeout);
        workers = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "rlpips-fetch");
            thread.setDaemon(true);
            return thread;
        });
        expiries = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "rlpips-fetch-expiry");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void asyncInvoke(PictureOrder<T> order, ResultFuture<Fetched<T>> result) {
        workers.execute(() -> fetch(order, result));
    }

    @Override
    public void timeout(PictureOrder<T> order, ResultFuture<Fetched<T>> result) {
        result.complete(List.of(Fetched.failure(
                order,
                FailureCategory.FETCH_FAILED,
                "'%s' not fetched within %d ms".formatted(order.uri(), totalTimeoutMs()))));
    }

    @Override
    public void close() {
        if (workers != null) {
            workers.shutdownNow();
        }
        if (expiries != null) {
            expiries.shutdownNow();
        }
        if (fetcher != null) {
            fetcher.close();
        }
    }

    /**
     * The time counts from here, not from when the picture came: it may have waited for a free thread. Of two results the
     * first counts.
     */
    private void fetch(PictureOrder<T> order, ResultFuture<Fetched<T>> result) {
        try {
            Future<?> expiry = expiries.schedule(() -> timeout(order, result), totalTimeoutMs(), TimeUnit.MILLISECONDS);
            Fetched<T> fetched = fetch(order);
            expiry.cancel(false);
            result.complete(List.of(fetched));
        } catch (RejectedExecutionException taskEnded) {
            LOG.debug("task ended while {} was fetched; its restart fetches it again", order.uri());
        }
    }

    private Fetched<T> fetch(PictureOrder<T> order) {
        if (order.length() > maxBytes) {
            return Fetched.failure(
                    order,
                    FailureCategory.TOO_MANY_BYTES,
                    "picture of %d bytes announced, at most %d".formatted(order.length(), maxBytes));
        }
        try {
            return Fetched.found(order.fetched(tryRepeatedly(order)));
        } catch (RlpipsException e) {
            return Fetched.failure(order, e.category(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Fetched.failure(order, FailureCategory.FETCH_FAILED, "interrupted while fetching");
        } catch (RuntimeException e) {
            return Fetched.failure(
                    order, FailureCategory.FETCH_FAILED, "'%s' not fetched: %s".formatted(order.uri(), e));
        }
    }

    private byte[] tryRepeatedly(PictureOrder<T> order) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return fetcher.fetch(order.uri(), order.length());
            } catch (IOException e) {
                if (attempt >= attempts) {
                    throw new RlpipsException(
                            FailureCategory.FETCH_FAILED,
                            "'%s' not fetched in %d attempts: %s".formatted(order.uri(), attempts, e.getMessage()),
                            e);
                }
                Thread.sleep(FIRST_PAUSE_MS << (attempt - 1));
            }
        }
    }
}
