package io.rlpips.detector.retroactive;

import io.rlpips.detector.model.ModelIdentity;
import io.rlpips.metric.projection.CompactRow;
import io.rlpips.metric.search.CompactFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;

/**
 * A task's share of the recent uploads. Keyed state is the record; in memory are their rows, which are searched, and when
 * they came, and both are made from the state on restore. Not thread-safe.
 */
final class RememberedUploads {
    private static final String STATE = "uploads";

    private final KeyedStateBackend<String> backend;
    private final ValueState<RecentUpload> state;
    private final NavigableMap<Long, List<Remembered>> byTime = new TreeMap<>();
    private final Map<Kind, Rows> rows = new HashMap<>();
    private int uploads;
    private long rowBytes;

    /** What can be compared: rows of another length under the same name are another kind, and never met. */
    private record Kind(ModelIdentity model, int length) {}

    /** An upload, and where its rows are. */
    private record Remembered(
            String key, long brokerTimeMillis, long visibleAtMillis, Rows rows, List<Integer> slots) {}

    /** The rows of a kind. */
    private static final class Rows {
        private final Kind kind;
        private final CompactFilter filter;
        private final List<Remembered> bySlot = new ArrayList<>();

        Rows(Kind kind) {
            this.kind = kind;
            this.filter = new CompactFilter(kind.length());
        }

        int add(CompactRow row) {
            int slot = filter.add(row);
            if (slot == bySlot.size()) {
                bySlot.add(null);
            }
            return slot;
        }
    }

    RememberedUploads(KeyedStateBackend<String> backend, KeyedStateStore store) {
        this.backend = backend;
        this.state = store.getState(new ValueStateDescriptor<>(STATE, TypeInformation.of(RecentUpload.class)));
    }

    void restore() throws Exception {
        List<String> keys;
        try (Stream<String> all = backend.getKeys(STATE, VoidNamespace.INSTANCE)) {
            keys = all.toList();
        }
        for (String key : keys) {
            index(find(key));
        }
    }

    /** Remembers the upload that is the current key. */
    void add(RecentUpload upload) throws Exception {
        state.update(upload);
        index(upload);
    }

    private void index(RecentUpload upload) {
        Kind kind = new Kind(upload.model(), upload.rows().get(0).point().length);
        Rows ofKind = rows.computeIfAbsent(kind, Rows::new);
        List<Integer> slots = upload.rows().stream().map(ofKind::add).toList();
        Remembered remembered =
                new Remembered(upload.key(), upload.brokerTimeMillis(), upload.visibleAtMillis(), ofKind, slots);
        slots.forEach(slot -> ofKind.bySlot.set(slot, remembered));
        byTime.computeIfAbsent(upload.brokerTimeMillis(), moment -> new ArrayList<>(1))
                .add(remembered);
        uploads++;
        rowBytes += bytes(remembered);
    }

    /** @return a remembered upload */
    RecentUpload find(String key) throws Exception {
        backend.setCurrentKey(key);
        return state.value();
    }

    /** @return whether there are uploads from a time on that have not seen what counts from a moment on */
    boolean anyBefore(long fromMillis, long oldestMillis) {
        Map.Entry<Long, List<Remembered>> first = byTime.ceilingEntry(oldestMillis);
        return first != null && first.getValue().get(0).visibleAtMillis() < fromMillis;
    }

    /** A reference to search with, and how near an upload has to be. */
    record Search(LateReference reference, double distance, long oldestMillis) {}

    /** An upload that a reference may match. */
    record Candidate(String upload, LateReference reference) {}

    /** @return each pair once: every upload whose distance could be at most the search's, and some that are farther */
    Set<Candidate> candidates(List<Search> searches) {
        Map<Kind, List<Search>> byKind = new HashMap<>();
        for (Search search : searches) {
            LateReference reference = search.reference();
            Kind kind = new Kind(reference.model(), reference.rows().get(0).point().length);
            if (rows.containsKey(kind)) {
                byKind.computeIfAbsent(kind, any -> new ArrayList<>()).add(search);
            }
        }
        Set<Candidate> candidates = new LinkedHashSet<>();
        byKind.forEach((kind, ofKind) -> search(rows.get(kind), ofKind, candidates));
        return candidates;
    }

    private static void search(Rows rows, List<Search> searches, Set<Candidate> candidates) {
        List<CompactRow> queries = new ArrayList<>();
        List<Search> byQuery = new ArrayList<>();
        for (Search search : searches) {
            for (CompactRow row : search.reference().rows()) {
                queries.add(row);
                byQuery.add(search);
            }
        }
        double[] distances = byQuery.stream().mapToDouble(Search::distance).toArray();
        rows.filter.within(queries, distances, (query, slot) -> {
            Search search = byQuery.get(query);
            Remembered upload = rows.bySlot.get(slot);
            if (upload.visibleAtMillis() < search.reference().fromMillis()
                    && upload.brokerTimeMillis() >= search.oldestMillis()) {
                candidates.add(new Candidate(upload.key(), search.reference()));
            }
        });
    }

    /** Forgets the uploads that came before a time. */
    void forgetBefore(long brokerTimeMillis) throws Exception {
        NavigableMap<Long, List<Remembered>> old = byTime.headMap(brokerTimeMillis, false);
        for (List<Remembered> sameTime : old.values()) {
            for (Remembered upload : sameTime) {
                backend.setCurrentKey(upload.key());
                state.clear();
                forget(upload);
            }
        }
        old.clear();
    }

    private void forget(Remembered upload) {
        Rows ofKind = upload.rows();
        for (int slot : upload.slots()) {
            ofKind.filter.remove(slot);
            ofKind.bySlot.set(slot, null);
        }
        if (ofKind.filter.rows() == 0) {
            rows.remove(ofKind.kind);
        }
        uploads--;
        rowBytes -= bytes(upload);
    }

    private static long bytes(Remembered upload) {
        return (long) upload.slots().size() * upload.rows().kind.length() * Float.BYTES;
    }

    int uploads() {
        return uploads;
    }

    /** @return bytes that the rows take in state; in memory it is a little more */
    long rowBytes() {
        return rowBytes;
    }
}
