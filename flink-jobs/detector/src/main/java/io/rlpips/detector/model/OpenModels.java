package io.rlpips.detector.model;

import io.rlpips.detector.model.ModelSource.EmbeddingModel;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The models that a task has needed lately, each opened when it is first asked for, and again when it is asked for after
 * it was closed. Thread-safe; the task closes it.
 */
public final class OpenModels implements AutoCloseable {
    private final ModelSource source;
    private final LongSupplier clockMillis;
    private final Map<ModelIdentity, Open> open = new HashMap<>();

    /** A loaded model, and when it was asked for last. */
    private static final class Open {
        private final EmbeddingModel model;
        private long askedMillis;

        Open(EmbeddingModel model) {
            this.model = model;
        }
    }

    /** @param clockMillis asked by every thread that asks for a model */
    public OpenModels(ModelSource source, LongSupplier clockMillis) {
        this.source = source;
        this.clockMillis = clockMillis;
    }

    /** @return the loaded model; stays this one's, which may close it at {@link #closeUnused} */
    public synchronized EmbeddingModel get(ModelDescription model) {
        Open found = open.computeIfAbsent(model.identity(), absent -> new Open(source.open(model)));
        found.askedMillis = clockMillis.getAsLong();
        return found.model;
    }

    /**
     * Closes models that were asked for longer than a time before the one that was asked for last. That one stays open
     * however long ago it was, and so do those that are used together with it: they are what will be needed next. To be
     * called while no model is at work.
     */
    public synchronized void closeUnused(long idleMs) {
        long newest = open.values().stream()
                .mapToLong(model -> model.askedMillis)
                .max()
                .orElse(0);
        for (Iterator<Open> all = open.values().iterator(); all.hasNext(); ) {
            Open each = all.next();
            if (each.askedMillis < newest - idleMs) {
                all.remove();
                each.model.close();
            }
        }
    }

    @Override
    public synchronized void close() {
        open.values().forEach(each -> each.model.close());
        open.clear();
    }
}
