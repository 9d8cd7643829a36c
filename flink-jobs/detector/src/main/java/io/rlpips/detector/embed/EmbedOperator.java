package io.rlpips.detector.embed;

import io.rlpips.metric.image.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * Embeds pictures in small batches on threads of its own. A batch goes when it is full or its first record has waited
 * long enough; as many batches as there are threads, and as many again, may be under way, then the input waits.
 *
 * <p>It is empty before every barrier, watermark and end of input, so it has no state: a checkpoint holds either a
 * record in front of it or its result behind it.
 */
final class EmbedOperator<I, O> extends AbstractStreamOperator<O>
        implements OneInputStreamOperator<I, O>, BoundedOneInput {
    private static final long serialVersionUID = 1L;
    private static final int BATCHES_PER_THREAD = 2;
    private static final long STOP_TIMEOUT_MS = 30_000;

    private final transient MailboxExecutor mailbox;
    private final ModelSource source;
    private final BatchSettings settings;
    private final Embedding<I, O> embedding;

    private transient ModelSource.EmbeddingModel model;
    private transient ExecutorService inference;
    private transient List<I> waiting;
    private transient int inFlight;
    private transient boolean timerSet;
    private transient Counter batches;
    private transient Counter embedded;

    EmbedOperator(
            StreamOperatorParameters<O> parameters,
            ModelSource source,
            BatchSettings settings,
            Embedding<I, O> embedding) {
        super(parameters);
        this.mailbox = parameters.getMailboxExecutor();
        this.source = source;
        this.settings = settings;
        this.embedding = embedding;
    }

    @Override
    public void open() throws Exception {
        super.open();
        waiting = new ArrayList<>();
        batches = getMetricGroup().counter("batches");
        embedded = getMetricGroup().counter("embeddedPictures");
        model = source.open();
        inference = Executors.newFixedThreadPool(settings.threads(), task -> {
            Thread thread = new Thread(task, "rlpips-inference");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void processElement(StreamRecord<I> element) throws Exception {
        waiting.add(element.getValue());
        if (waiting.size() >= settings.size()) {
            send();
        } else if (!timerSet) {
            timerSet = true;
            long due = getProcessingTimeService().getCurrentProcessingTime() + settings.lingerMs();
            getProcessingTimeService().registerTimer(due, time -> lingered());
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        drain();
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        drain();
        super.processWatermark(mark);
    }

    @Override
    public void endInput() throws Exception {
        drain();
    }

    @Override
    public void close() throws Exception {
        if (inference != null) {
            inference.shutdownNow();
            if (!inference.awaitTermination(STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("inference did not stop within " + STOP_TIMEOUT_MS + " ms");
            }
        }
        if (model != null) {
            model.close();
        }
        super.close();
    }

    private void lingered() throws Exception {
        timerSet = false;
        send();
    }

    private void drain() throws Exception {
        send();
        while (inFlight > 0) {
            mailbox.yield();
        }
    }

    private void send() throws Exception {
        if (waiting.isEmpty()) {
            return;
        }
        // Taken before yielding: a timer that fires meanwhile must not find these records again.
        List<I> batch = waiting;
        waiting = new ArrayList<>();
        while (inFlight >= BATCHES_PER_THREAD * settings.threads()) {
            mailbox.yield();
        }
        inFlight++;
        inference.execute(() -> infer(batch));
    }

    /** Runs on an inference thread and hands over to the task's thread, results and errors alike. */
    private void infer(List<I> batch) {
        try {
            List<O> results = results(batch);
            handOver(() -> deliver(results));
        } catch (Throwable failure) {
            handOver(() -> {
                throw new IllegalStateException("embedding failed: " + failure.getMessage(), failure);
            });
        }
    }

    private void handOver(ThrowingRunnable<Exception> mail) {
        try {
            mailbox.execute(mail, "embedded pictures");
        } catch (RejectedExecutionException taskEnded) {
            LOG.debug("task ended while pictures were embedded; its restart embeds them again");
        }
    }

    private List<O> results(List<I> batch) {
        List<RgbImage> pictures = new ArrayList<>();
        batch.forEach(item -> pictures.addAll(embedding.pictures(item)));
        List<EmbeddedPicture> embedded = pictures.isEmpty() ? List.of() : model.embed(pictures);
        List<O> results = new ArrayList<>();
        int from = 0;
        for (I item : batch) {
            int count = embedding.pictures(item).size();
            results.add(embedding.assemble(item, embedded.subList(from, from + count)));
            from += count;
        }
        return results;
    }

    private void deliver(List<O> results) {
        inFlight--;
        batches.inc();
        embedded.inc(results.size());
        results.forEach(result -> output.collect(new StreamRecord<>(result)));
    }
}
