package io.rlpips.metric.search;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps the fingerprints that were asked for last: a picture that is copied once is copied again. Not thread-safe.
 */
public final class KeptFingerprints implements FingerprintSource {
    private final FingerprintSource source;
    private final Map<RowKey, float[]> kept;

    /**
     * @param source of those that are not kept; stays the caller's
     * @param most how many are kept
     */
    public KeptFingerprints(FingerprintSource source, int most) {
        this.source = source;
        this.kept = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<RowKey, float[]> eldest) {
                return size() > most;
            }
        };
    }

    @Override
    public List<float[]> fingerprints(List<RowKey> rows) {
        Map<RowKey, float[]> found = new HashMap<>();
        List<RowKey> missing =
                rows.stream().filter(row -> !kept.containsKey(row)).toList();
        rows.stream().filter(kept::containsKey).forEach(row -> found.put(row, kept.get(row)));
        if (!missing.isEmpty()) {
            List<float[]> made = source.fingerprints(missing);
            for (int i = 0; i < missing.size(); i++) {
                found.put(missing.get(i), made.get(i));
                kept.put(missing.get(i), made.get(i));
            }
        }
        return rows.stream().map(found::get).toList();
    }

    /** Keeps nothing of these references any more; what is asked for again is made again. */
    public void forget(Set<String> references) {
        kept.keySet().removeIf(row -> references.contains(row.referenceId()));
    }
}
