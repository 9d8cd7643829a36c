package io.rlpips.local.web;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How many uploads lie on the topic and are not decided yet, by the places of those that are: a place counts from the
 * first one on that was undecided at the start. Places that decided ones have left behind for a minute hold no upload (the
 * end of a transaction takes one) and are passed over. Not thread-safe.
 */
final class UndecidedUploads {
    private static final long LONGEST_WAIT_NANOS = 60_000_000_000L;
    private static final int MOST_AHEAD = 50_000;

    private final Map<Integer, Partition> partitions = new HashMap<>();

    /** @param next the first place that is undecided, {@code ahead} the later ones that are decided, and since when */
    private static final class Partition {
        private long next;
        private final TreeMap<Long, Long> ahead = new TreeMap<>();

        private Partition(long next) {
            this.next = next;
        }

        private void decided(long offset, long nowNanos) {
            if (offset >= next) {
                ahead.putIfAbsent(offset, nowNanos);
                if (ahead.size() > MOST_AHEAD) {
                    next = ahead.firstKey();
                }
                advance();
            }
        }

        private long count(long end, long nowNanos) {
            while (!ahead.isEmpty() && nowNanos - ahead.firstEntry().getValue() > LONGEST_WAIT_NANOS) {
                next = ahead.firstKey();
                advance();
            }
            return Math.max(0, end - next - ahead.size());
        }

        private void advance() {
            while (!ahead.isEmpty() && ahead.firstKey() == next) {
                ahead.pollFirstEntry();
                next++;
            }
        }
    }

    /** @param firstUndecided of each partition; 0 for the others */
    UndecidedUploads(Map<Integer, Long> firstUndecided) {
        firstUndecided.forEach((partition, offset) -> partitions.put(partition, new Partition(offset)));
    }

    void decided(int partition, long offset, long nowNanos) {
        of(partition).decided(offset, nowNanos);
    }

    /** @param ends of each partition the place that its next upload will have */
    long count(Map<Integer, Long> ends, long nowNanos) {
        Set<Map.Entry<Integer, Long>> known = ends.entrySet();
        return known.stream()
                .mapToLong(end -> of(end.getKey()).count(end.getValue(), nowNanos))
                .sum();
    }

    private Partition of(int partition) {
        return partitions.computeIfAbsent(partition, any -> new Partition(0));
    }
}
