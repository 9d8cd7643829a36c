package io.rlpips.metric.weights;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** The {@code .npz} layout: a zip file with one {@code .npy} entry an array, named after it. */
final class NumpyArchive {
    private static final String SUFFIX = ".npy";

    private NumpyArchive() {}

    static boolean recognises(WeightArchive archive) {
        return !archive.names().isEmpty() && archive.names().stream().allMatch(name -> name.endsWith(SUFFIX));
    }

    static Map<String, WeightTensor> read(WeightArchive archive, Predicate<String> wanted) throws IOException {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        for (String entry : archive.names()) {
            String name = entry.substring(0, entry.length() - SUFFIX.length());
            if (wanted.test(name)) {
                tensors.put(
                        name, NpyFormat.read(PickleText.shown(name), archive.read(entry, WeightArchive.LIMIT_BYTES)));
            }
        }
        return tensors;
    }
}
