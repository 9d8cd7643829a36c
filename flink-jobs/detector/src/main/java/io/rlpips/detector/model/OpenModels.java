package io.rlpips.detector.model;

import io.rlpips.detector.model.ModelSource.EmbeddingModel;
import java.util.HashMap;
import java.util.Map;

/** The models that a task has needed so far, each opened when it is first asked for. Thread-safe; the task closes it. */
public final class OpenModels implements AutoCloseable {
    private final ModelSource source;
    private final Map<ModelIdentity, EmbeddingModel> open = new HashMap<>();

    public OpenModels(ModelSource source) {
        this.source = source;
    }

    /** @return the loaded model; stays this one's */
    public synchronized EmbeddingModel get(ModelDescription model) {
        return open.computeIfAbsent(model.identity(), absent -> source.open(model));
    }

    @Override
    public synchronized void close() {
        open.values().forEach(EmbeddingModel::close);
        open.clear();
    }
}
