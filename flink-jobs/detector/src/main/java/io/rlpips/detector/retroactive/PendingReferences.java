package io.rlpips.detector.retroactive;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** References whose turn has not come, in the order of their moments, and behind them those that are due. */
final class PendingReferences {
    private final NavigableMap<Long, Map<LateReference.Key, LateReference>> waiting = new TreeMap<>();
    private final Deque<LateReference> due = new ArrayDeque<>();

    /** A version that waits already is not held twice. */
    void hold(LateReference reference) {
        waiting.computeIfAbsent(reference.fromMillis(), moment -> new LinkedHashMap<>())
                .put(reference.key(), reference);
    }

    /** Those up to a moment are due. */
    void release(long untilMillis) {
        NavigableMap<Long, Map<LateReference.Key, LateReference>> released = waiting.headMap(untilMillis, true);
        released.values().forEach(references -> due.addAll(references.values()));
        released.clear();
    }

    boolean hasDue() {
        return !due.isEmpty();
    }

    int due() {
        return due.size();
    }

    /** Takes the next that is due. */
    LateReference next() {
        return due.remove();
    }

    /** @return all that has not been taken */
    List<LateReference> all() {
        List<LateReference> all = new ArrayList<>(due);
        waiting.values().forEach(references -> all.addAll(references.values()));
        return all;
    }

    int size() {
        return due.size() + waiting.values().stream().mapToInt(Map::size).sum();
    }

    /** @return the earliest moment of any; {@link Long#MAX_VALUE} where there is none */
    long earliestMillis() {
        long waits = waiting.isEmpty() ? Long.MAX_VALUE : waiting.firstKey();
        return due.isEmpty() ? waits : Math.min(waits, due.element().fromMillis());
    }
}
