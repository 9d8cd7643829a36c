package io.rlpips.local.erasure;

import io.rlpips.detector.read.BrokerRecord;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Counts what one topic tells of references while it is gone through. Not thread-safe. */
final class TraceCount {
    private final String topic;
    private final TracedTopic<?> traced;
    private final Keeping keeping;
    private final Set<String> references;
    /** On a compacted topic by key, because the records behind one of its key decide when it may go. */
    private final Map<String, OfKey> keys = new HashMap<>();

    /** The records of a key that tell something, and the last one of it. */
    private static final class OfKey {
        private long pictures;
        private long names;
        private long newestPictureMillis;
        private long newestNameMillis;
        private long lastMillis;
        private boolean ended;

        private void add(Told told, long millis) {
            if (told == Told.PICTURE) {
                pictures++;
                newestPictureMillis = Math.max(newestPictureMillis, millis);
            } else if (told == Told.NAME) {
                names++;
                newestNameMillis = Math.max(newestNameMillis, millis);
            }
        }

        private void last(long millis, boolean tellsNothing) {
            lastMillis = millis;
            ended = tellsNothing;
        }
    }

    /** @param topic its name, prefix included */
    TraceCount(String topic, TracedTopic<?> traced, Keeping keeping, Set<String> references) {
        this.topic = topic;
        this.traced = traced;
        this.keeping = keeping;
        this.references = references;
    }

    void visit(BrokerRecord record) {
        Told told = traced.tells(record, references);
        String key = keeping.compacts() ? record.keyText() : "";
        OfKey known = told == Told.NOTHING ? keys.get(key) : keys.computeIfAbsent(key, first -> new OfKey());
        if (known != null) {
            known.add(told, record.brokerTimeMillis());
            known.last(record.brokerTimeMillis(), record.tombstone() || told == Told.NOTHING);
        }
    }

    TopicTraces traces() {
        Remains pictures = Remains.NONE;
        Remains names = Remains.NONE;
        for (OfKey each : keys.values()) {
            pictures = together(pictures, each.pictures, free(each, each.newestPictureMillis, false));
            names = together(names, each.names, free(each, each.newestNameMillis, true));
        }
        boolean forEver = pictures.forEver() || names.forEver();
        return new TopicTraces(topic, pictures, names, forEver ? Optional.of(reason()) : Optional.empty());
    }

    private OptionalLong free(OfKey key, long newestMillis, boolean tombstone) {
        return Keeping.earlier(
                keeping.byAge(newestMillis),
                key.ended ? keeping.byCompaction(key.lastMillis, tombstone) : OptionalLong.empty());
    }

    private static Remains together(Remains others, long records, OptionalLong free) {
        if (records == 0) {
            return others;
        }
        boolean never = others.forEver() || free.isEmpty();
        return new Remains(
                others.records() + records,
                never
                        ? Optional.empty()
                        : Optional.of(Instant.ofEpochMilli(Math.max(
                                free.getAsLong(),
                                others.notBefore().map(Instant::toEpochMilli).orElse(Long.MIN_VALUE)))));
    }

    private String reason() {
        return keeping.compacts()
                ? "%s is compacted and keeps the last record of a key until the key is ended".formatted(topic)
                : "%s has %s: what was written stays for ever".formatted(topic, keeping.text());
    }
}
