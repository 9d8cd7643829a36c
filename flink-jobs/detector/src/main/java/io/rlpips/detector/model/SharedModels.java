package io.rlpips.detector.model;

import io.rlpips.detector.model.ModelSource.EmbeddingModel;
import io.rlpips.metric.image.RgbImage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * The models that are loaded in this process, each once however many tasks use it, and closed when the last of them has
 * closed its own. Thread-safe.
 */
final class SharedModels {
    private final Map<Object, Shared> open = new HashMap<>();

    private static final class Shared {
        private final EmbeddingModel model;
        private int users;

        Shared(EmbeddingModel model) {
            this.model = model;
        }
    }

    /** @param load called while others wait, where nobody has the model open */
    synchronized EmbeddingModel acquire(Object key, Supplier<EmbeddingModel> load) {
        Shared shared = open.computeIfAbsent(key, absent -> new Shared(load.get()));
        shared.users++;
        return new Use(key, shared);
    }

    private synchronized void release(Object key, Shared shared) {
        shared.users--;
        if (shared.users == 0) {
            open.remove(key);
            shared.model.close();
        }
    }

    /** One task's hold of a model. */
    private final class Use implements EmbeddingModel {
        private final Object key;
        private final Shared shared;
        private final AtomicBoolean closed = new AtomicBoolean();

        Use(Object key, Shared shared) {
            this.key = key;
            this.shared = shared;
        }

        @Override
        public List<EmbeddedPicture> embed(List<RgbImage> pictures) {
            return shared.model.embed(pictures);
        }

        @Override
        public List<float[]> fingerprints(List<RgbImage> pictures) {
            return shared.model.fingerprints(pictures);
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                release(key, shared);
            }
        }
    }
}
