package io.rlpips.detector.fetch;

import io.rlpips.detector.configuration.ClientSettings;
import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.detector.read.Ticket;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads records of the broker again, one after the other on a thread and with a consumer of its own, which is made when
 * the first is asked for. Never fails the job.
 */
public final class RereadFunction<T extends Ticket> extends RichAsyncFunction<RereadOrder<T>, Reread<T>> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(RereadFunction.class);
    private static final long STOP_TIMEOUT_MS = 10_000;
    /** The timeout of Flink's operator only catches what the reader's own has missed. */
    private static final long MARGIN_MS = 10_000;

    private final Properties consumer;
    private final Duration patience;

    private transient RecordReader reader;
    private transient ExecutorService worker;

    public RereadFunction(ReadableConfig configuration) {
        this.consumer = ClientSettings.consumer(configuration);
        this.consumer.setProperty(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, configuration.get(DetectorOptions.BOOTSTRAP_SERVERS));
        this.patience = configuration
                .get(DetectorOptions.FETCH_TIMEOUT)
                .multipliedBy(configuration.get(DetectorOptions.FETCH_ATTEMPTS));
    }

    /** @return how long a record may take, the wait for those before it included */
    public long totalTimeoutMs() {
        return patience.toMillis() + MARGIN_MS;
    }

    @Override
    public void open(OpenContext context) {
        reader = new RecordReader(consumer);
        worker = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "rlpips-reread");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void asyncInvoke(RereadOrder<T> order, ResultFuture<Reread<T>> result) {
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        worker.execute(() -> complete(order, deadlineNanos, result));
    }

    @Override
    public void timeout(RereadOrder<T> order, ResultFuture<Reread<T>> result) {
        result.complete(List.of(Reread.failure(
                order,
                FailureCategory.FETCH_FAILED,
                "upload %s not read again within %d ms".formatted(order.wanted().text(), totalTimeoutMs()))));
    }

    /** The consumer belongs to the worker until that has ended. */
    @Override
    public void close() throws InterruptedException {
        if (worker != null) {
            worker.shutdownNow();
            reader.wakeup();
            if (!worker.awaitTermination(STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("reading again did not stop within " + STOP_TIMEOUT_MS + " ms");
            }
            reader.close();
        }
    }

    private void complete(RereadOrder<T> order, long deadlineNanos, ResultFuture<Reread<T>> result) {
        Reread<T> reread;
        try {
            reread = Reread.found(order, reader.read(order.wanted(), deadlineNanos));
        } catch (RlpipsException e) {
            reread = Reread.failure(order, e.category(), e.getMessage());
        } catch (RuntimeException e) {
            reread = Reread.failure(
                    order,
                    FailureCategory.FETCH_FAILED,
                    "upload %s not read again: %s".formatted(order.wanted().text(), e));
        }
        try {
            result.complete(List.of(reread));
        } catch (RejectedExecutionException taskEnded) {
            LOG.debug(
                    "task ended while {} was read; its restart reads it again",
                    order.wanted().text());
        }
    }
}
