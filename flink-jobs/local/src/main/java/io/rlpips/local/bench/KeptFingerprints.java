package io.rlpips.local.bench;

import io.rlpips.metric.search.FingerprintSource;
import io.rlpips.metric.search.RowKey;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps the fingerprints that were asked for last, as the detector's shards do. Not thread-safe. */
final class KeptFingerprints implements FingerprintSource {
    private final FingerprintSource source;
    private final Map<RowKey, float[]> kept;

    KeptFingerprints(FingerprintSource source, int most) {
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
}
