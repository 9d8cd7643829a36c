package io.rlpips.metric.weights;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the named tensors in what a checkpoint's pickle says: at the top, or one level down under a usual name. */
final class StateDictionary {
    /** Under which trainers keep the network beside an optimiser, an epoch and the like. */
    private static final List<String> WRAPPERS =
            List.of("state_dict", "model_state_dict", "model", "net", "network", "params");

    private StateDictionary() {}

    /** @return the tensors in the order of the file; whatever else is there is ignored */
    static Map<String, TensorView> find(Object root) {
        if (!(root instanceof Map<?, ?> top)) {
            throw WeightFailure.of("the checkpoint is no dictionary of tensors");
        }
        Map<String, TensorView> tensors = tensors(top);
        for (String wrapper : WRAPPERS) {
            if (tensors.isEmpty() && top.get(wrapper) instanceof Map<?, ?> inner) {
                tensors = tensors(inner);
            }
        }
        if (tensors.isEmpty()) {
            throw WeightFailure.of("the checkpoint holds no tensors, neither at its top nor under one of %s", WRAPPERS);
        }
        return tensors;
    }

    private static Map<String, TensorView> tensors(Map<?, ?> dictionary) {
        Map<String, TensorView> tensors = new LinkedHashMap<>();
        dictionary.forEach((key, value) -> {
            if (key instanceof String name && value instanceof TensorView view) {
                tensors.put(name, view);
            }
        });
        return tensors;
    }
}
