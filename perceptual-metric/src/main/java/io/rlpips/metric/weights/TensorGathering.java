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

/**
 * Turns the views of a checkpoint into tensors. What they say is checked before the first storage is read, and how many
 * numbers they hold of each storage once its bytes have proved its length and before anything is allocated for them.
 */
final class TensorGathering {
    /** The tensors of a storage may hold so many times its numbers: views can overlap, not explode. */
    private static final long MOST_SHARING = 4;
    /** Of numbers beyond those, of all storages together, so many do not matter. */
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
        long harmless = HARMLESS_ELEMENTS;
        Map<TensorView, WeightTensor> gathered = new HashMap<>();
        for (Map.Entry<StorageReference, Set<TensorView>> shared :
                byStorage(chosen.values()).entrySet()) {
            ByteBuffer bytes = storages.bytes(shared.getKey());
            harmless -= repeated(shared.getKey(), shared.getValue(), harmless);
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

    /**
     * @param storage of proven length
     * @param harmless the most that is returned
     * @return how many numbers the views hold beyond what any storage of that length may be shared
     */
    private static long repeated(StorageReference storage, Set<TensorView> distinct, long harmless) {
        long gathered = distinct.stream()
                .mapToLong(view -> Shapes.elements(view.checkedShape("view")))
                .sum();
        long repeated = Math.max(0, gathered - Math.multiplyExact(MOST_SHARING, storage.elements()));
        if (repeated > harmless) {
            throw WeightFailure.of(
                    "the tensors of storage '%s' hold %d numbers in all, the storage only %d",
                    PickleText.shown(storage.key()), gathered, storage.elements());
        }
        return repeated;
    }
}
