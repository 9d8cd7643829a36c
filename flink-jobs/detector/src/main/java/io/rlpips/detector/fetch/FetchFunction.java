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
import java.util.concurrent.RejectedExecutionException;
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

    public FetchFunction(ReadableConfig configuration) {
        this.allowed = new AllowedLocations(configuration.get(DetectorOptions.ALLOWED_PREFIXES));
        this.attemptTimeout = configuration.get(DetectorOptions.FETCH_TIMEOUT);
        this.attempts = configuration.get(DetectorOptions.FETCH_ATTEMPTS);
        this.threads = configuration.get(DetectorOptions.FETCH_CAPACITY);
        this.maxBytes = configuration.get(DetectorOptions.MAX_PICTURE_SIZE).getBytes();
    }

    /** @return how long all attempts and the pauses between them may take */
    public long totalTimeoutMs() {
        return attempts * (attemptTimeout.toMillis() + (FIRST_PAUSE_MS << attempts));
    }

    @Override
    public void open(OpenContext context) {
        fetcher = new PictureFetcher(allowed, attemptTimeout);
        workers = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "rlpips-fetch");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void asyncInvoke(PictureOrder<T> order, ResultFuture<Fetched<T>> result) {
        workers.execute(() -> complete(order, result));
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
        if (fetcher != null) {
            fetcher.close();
        }
    }

    private void complete(PictureOrder<T> order, ResultFuture<Fetched<T>> result) {
        Fetched<T> fetched = fetch(order);
        try {
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
