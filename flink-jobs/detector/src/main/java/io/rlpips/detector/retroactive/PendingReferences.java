package io.rlpips.detector.retroactive;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** References whose turn has not come, in the order of their moments, and behind them those that are due. */
final class PendingReferences {
    private final NavigableMap<Long, Map<LateReference.Key, LateReference>> waiting = new TreeMap<>();
    private final Map<Subject, List<LateReference>> waitingOf = new HashMap<>();
    private final Deque<LateReference> due = new ArrayDeque<>();

    /** What a version is one of. */
    private record Subject(String referenceId, String modelId) {
        static Subject of(LateReference version) {
            return new Subject(version.referenceId(), version.model().modelId());
        }
    }

    /** A version that waits already is not held twice. */
    void hold(LateReference reference) {
        LateReference held = waiting.computeIfAbsent(reference.fromMillis(), moment -> new LinkedHashMap<>())
                .putIfAbsent(reference.key(), reference);
        if (held == null) {
            waitingOf
                    .computeIfAbsent(Subject.of(reference), subject -> new ArrayList<>(1))
                    .add(reference);
        }
    }

    /** Versions that will not count when their moment comes do not wait for it. */
    void drop(Superseded superseded) {
        Subject subject = new Subject(superseded.referenceId(), superseded.modelId());
        for (LateReference version : List.copyOf(waitingOf.getOrDefault(subject, List.of()))) {
            if (superseded.undoes(version)) {
                Map<LateReference.Key, LateReference> together = waiting.get(version.fromMillis());
                together.remove(version.key());
                if (together.isEmpty()) {
                    waiting.remove(version.fromMillis());
                }
                waitsNoMore(version);
            }
        }
    }

    /** Those up to a moment are due. */
    void release(long untilMillis) {
        NavigableMap<Long, Map<LateReference.Key, LateReference>> released = waiting.headMap(untilMillis, true);
        for (Map<LateReference.Key, LateReference> references : released.values()) {
            due.addAll(references.values());
            references.values().forEach(this::waitsNoMore);
        }
        released.clear();
    }

    private void waitsNoMore(LateReference version) {
        Subject subject = Subject.of(version);
        List<LateReference> versions = waitingOf.get(subject);
        versions.remove(version);
        if (versions.isEmpty()) {
            waitingOf.remove(subject);
        }
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
