package io.rlpips.detector.match;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a shard holds of one reference.
 *
 * @param byModel model ids and what the model made of the reference; none of them is empty
 */
public record ReferenceHistories(Map<String, ReferenceHistory> byModel) {
    static final ReferenceHistories NONE = new ReferenceHistories(new HashMap<>());

    ReferenceHistory of(String modelId) {
        return byModel.getOrDefault(modelId, ReferenceHistory.EMPTY);
    }

    /** @return these with another history under a model; without one where that is empty */
    ReferenceHistories with(String modelId, ReferenceHistory history) {
        Map<String, ReferenceHistory> next = new HashMap<>(byModel);
        if (history.versions().isEmpty()) {
            next.remove(modelId);
        } else {
            next.put(modelId, history);
        }
        return new ReferenceHistories(next);
    }

    ReferenceHistories withoutEndedBefore(long moment) {
        ReferenceHistories next = NONE;
        for (Map.Entry<String, ReferenceHistory> each : byModel.entrySet()) {
            next = next.with(each.getKey(), each.getValue().withoutEndedBefore(moment));
        }
        return next;
    }

    void forEach(Consumer<ReferenceVersion> visitor) {
        byModel.values().forEach(history -> history.versions().forEach(visitor));
    }
}
