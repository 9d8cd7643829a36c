package io.rlpips.metric.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Turns the views of a checkpoint into tensors. Everything is checked before the first number is read. */
final class TensorGathering {
    /** All tensors together may hold so many times the numbers of their storages: views can overlap, not explode. */
    private static final long MOST_SHARING = 4;
    /** Below this many numbers in all, sharing does not matter. */
    private static final long HARMLESS_ELEMENTS = 1 << 20;

    /** Where the numbers of a checkpoint come from. */
    @FunctionalInterface
    interface Storages {
        /**
         * @return the whole storage, little-endian, of exactly the announced length
         * @throws io.rlpips.metric.failure.RlpipsException INVALID_WEIGHTS if it is absent or of another length
         */
        ByteBuffer bytes(StorageReference storage) throws IOException;
    }

    private TensorGathering() {}

    /** @param wanted decides by name which tensors are read at all */
    static Map<String, WeightTensor> gather(Map<String, TensorView> views, Predicate<String> wanted, Storages storages)
            throws IOException {
        Map<String, TensorView> chosen = new LinkedHashMap<>(views);
        chosen.keySet().removeIf(wanted.negate());
        chosen.forEach((name, view) -> view.checkedShape(name));
        requireModestSharing(Set.copyOf(chosen.values()));
        Map<TensorView, WeightTensor> gathered = new HashMap<>();
        for (Map.Entry<StorageReference, Set<TensorView>> shared :
                byStorage(chosen.values()).entrySet()) {
            ByteBuffer bytes = storages.bytes(shared.getKey());
            shared.getValue().forEach(view -> gathered.put(view, view.gather(view.checkedShape("view"), bytes)));
        }
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        chosen.forEach((name, view) -> tensors.put(name, gathered.get(view)));
        return tensors;
    }

    /** Each storage is read once and let go, however many tensors share it. */
    private static Map<StorageReference, Set<TensorView>> byStorage(Collection<TensorView> views) {
        return views.stream()
                .collect(Collectors.groupingBy(TensorView::storage, LinkedHashMap::new, Collectors.toSet()));
    }

    private static void requireModestSharing(Set<TensorView> distinct) {
        long stored = distinct.stream().map(TensorView::storage).collect(Collectors.toSet()).stream()
                .mapToLong(StorageReference::elements)
                .reduce(0, Math::addExact);
        long gathered = distinct.stream()
                .mapToLong(view -> Shapes.elements(view.checkedShape("view")))
                .sum();
        if (gathered > Math.max(HARMLESS_ELEMENTS, Math.multiplyExact(MOST_SHARING, stored))) {
            throw WeightFailure.of("the tensors hold %d numbers in all, their storages only %d", gathered, stored);
        }
    }
}
