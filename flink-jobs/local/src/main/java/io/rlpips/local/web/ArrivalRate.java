package io.rlpips.local.web;

import java.util.ArrayDeque;
import java.util.Deque;

/** How many come a second, over the last ten seconds. Not thread-safe. */
final class ArrivalRate {
    private static final long SPAN_NANOS = 10_000_000_000L;

    private final Deque<Reading> readings = new ArrayDeque<>();

    private record Reading(long nanos, long total) {}

    /** @param total how many there have been until now */
    void read(long total, long nowNanos) {
        readings.add(new Reading(nowNanos, total));
        // The last one that is older than the span is kept: the span begins there.
        while (readings.size() > 2 && nowNanos - second().nanos() >= SPAN_NANOS) {
            readings.remove();
        }
    }

    double perSecond() {
        if (readings.size() < 2) {
            return 0;
        }
        Reading first = readings.getFirst();
        Reading last = readings.getLast();
        return (last.total() - first.total()) * 1e9 / Math.max(1, last.nanos() - first.nanos());
    }

    private Reading second() {
        var readingsInOrder = readings.iterator();
        readingsInOrder.next();
        return readingsInOrder.next();
    }
}
