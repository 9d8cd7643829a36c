package io.rlpips.detector.embed;

import io.rlpips.detector.model.EmbeddedPicture;
import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.model.ModelIdentity;
import io.rlpips.detector.model.ModelSource;
import io.rlpips.detector.model.OpenModels;
import io.rlpips.detector.priority.Background;
import io.rlpips.metric.image.RgbImage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * Embeds pictures in small batches on threads of its own, each batch by the models that its records name. A batch goes
 * when it is full, or when its first record has waited long enough and a thread has nothing to do: while all are busy it
 * would only wait elsewhere, and grows instead. As many batches as there are threads may be under way, and as many again
 * where the work is urgent; then the input waits. What comes out keeps the order of what came in, whichever batch is ready
 * first: of two versions of a reference the older must not follow the newer.
 *
 * <p>A watermark follows the batch it came in, and cuts none short. The operator is empty before every barrier and at the
 * end of input, so it has no state: a checkpoint holds either a record in front of it or its result behind it. At a
 * barrier models are closed that uploads and references have long gone over to others from.
 */
final class EmbedOperator<I, O> extends AbstractStreamOperator<O>
        implements OneInputStreamOperator<I, O>, BoundedOneInput {
    private static final long serialVersionUID = 1L;
    private static final long STOP_TIMEOUT_MS = 30_000;

    private final transient MailboxExecutor mailbox;
    private final ModelSource source;
    private final BatchSettings settings;
    private final Embedding<I, O> embedding;

    private transient OpenModels models;
    private transient ExecutorService inference;
    private transient List<I> waiting;
    private transient Deque<Batch<I, O>> inFlight;
    private transient Optional<Watermark> watermark;
    private transient boolean timerSet;
    private transient boolean lingered;
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
        watermark = Optional.empty();
        batches = getMetricGroup().counter("batches");
        embedded = getMetricGroup().counter("embeddedPictures");
        inFlight = new ArrayDeque<>();
        models = new OpenModels(source, getProcessingTimeService()::getCurrentProcessingTime);
        inference = Executors.newFixedThreadPool(settings.threads(), task -> {
            Thread thread = new Thread(settings.background() ? Background.givingWay(task) : task, "rlpips-inference");
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
            getProcessingTimeService().registerTimer(due, time -> {
                timerSet = false;
                lingered = true;
                sendIfIdle();
            });
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        drain();
        // Nothing is under way with any model now.
        models.closeUnused(settings.modelIdleMs());
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (!waiting.isEmpty()) {
            watermark = Optional.of(mark);
        } else if (!inFlight.isEmpty()) {
            inFlight.getLast().watermark = Optional.of(mark);
        } else {
            super.processWatermark(mark);
        }
    }

    @Override
    public void processWatermarkStatus(WatermarkStatus status) throws Exception {
        drain();
        super.processWatermarkStatus(status);
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
        if (models != null) {
            models.close();
        }
        super.close();
    }

    private void sendIfIdle() throws Exception {
        if (lingered && inFlight.size() < settings.threads()) {
            send();
        }
    }

    private void drain() throws Exception {
        send();
        while (!inFlight.isEmpty()) {
            mailbox.yield();
        }
    }

    private void send() throws Exception {
        if (waiting.isEmpty()) {
            return;
        }
        // Taken before yielding: a timer that fires meanwhile must not find these records again.
        Batch<I, O> batch = new Batch<>(waiting, watermark);
        waiting = new ArrayList<>();
        watermark = Optional.empty();
        lingered = false;
        while (inFlight.size() >= settings.underWay()) {
            mailbox.yield();
        }
        inFlight.add(batch);
        inference.execute(() -> infer(batch));
    }

    /** Runs on an inference thread and hands over to the task's thread, results and errors alike. */
    private void infer(Batch<I, O> batch) {
        try {
            List<O> results = results(batch.items);
            handOver(() -> deliver(batch, results));
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

    private List<O> results(List<I> items) {
        List<List<RgbImage>> pictures = items.stream().map(embedding::pictures).toList();
        Map<ModelIdentity, List<Integer>> byModel = new LinkedHashMap<>();
        for (int i = 0; i < items.size(); i++) {
            if (!pictures.get(i).isEmpty()) {
                byModel.computeIfAbsent(embedding.model(items.get(i)).identity(), model -> new ArrayList<>())
                        .add(i);
            }
        }
        Map<Integer, List<EmbeddedPicture>> embedded = new HashMap<>();
        for (List<Integer> places : byModel.values()) {
            embed(embedding.model(items.get(places.get(0))), places, pictures, embedded);
        }
        List<O> results = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            results.add(embedding.assemble(items.get(i), embedded.getOrDefault(i, List.of())));
        }
        return results;
    }

    /** @param places of the records whose pictures this model embeds, all at once */
    private void embed(
            ModelDescription model,
            List<Integer> places,
            List<List<RgbImage>> pictures,
            Map<Integer, List<EmbeddedPicture>> embedded) {
        List<RgbImage> together =
                places.stream().flatMap(place -> pictures.get(place).stream()).toList();
        List<EmbeddedPicture> found = models.get(model).embed(together);
        int from = 0;
        for (int place : places) {
            int count = pictures.get(place).size();
            embedded.put(place, found.subList(from, from + count));
            from += count;
        }
    }

    /** A batch that is ready waits for those before it. */
    private void deliver(Batch<I, O> batch, List<O> results) throws Exception {
        batch.results = Optional.of(results);
        while (!inFlight.isEmpty() && inFlight.peek().results.isPresent()) {
            emit(inFlight.remove());
        }
        sendIfIdle();
    }

    private void emit(Batch<I, O> ready) throws Exception {
        List<O> results = ready.results.orElseThrow();
        batches.inc();
        embedded.inc(results.size());
        results.forEach(result -> output.collect(new StreamRecord<>(result)));
        if (ready.watermark.isPresent()) {
            super.processWatermark(ready.watermark.get());
        }
    }

    /** Records under way; the results are the task thread's. */
    private static final class Batch<I, O> {
        private final List<I> items;
        private Optional<List<O>> results = Optional.empty();
        /** What the time is when all of them are through. */
        private Optional<Watermark> watermark;

        Batch(List<I> items, Optional<Watermark> watermark) {
            this.items = items;
            this.watermark = watermark;
        }
    }
}
