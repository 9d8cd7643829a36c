package io.rlpips.local.session;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many references may be under way in a bulk registration: what has been settled in half a second and the time that
 * the quickest took from being sent to being settled. Half a second of work waits on the topic, thus, and a reference that
 * somebody else adds meanwhile waits behind no more than that. Up to a second of it waits where it is told at longer
 * intervals what is settled, as with commits, and where the quickest takes long, so that the rate is found soon. It is
 * found by itself: it grows until references wait. Not thread-safe.
 */
final class SendingWindow {
    private static final long SECOND_NANOS = 1_000_000_000L;
    /** A second's work where uploads leave little of the processors. */
    private static final int LEAST = 32;

    private final Deque<Settled> recent = new ArrayDeque<>();
    private final Deque<Sent> underWay = new ArrayDeque<>();
    private int settledRecently;
    private long sent;
    private long settled;
    /** Until the first are settled. */
    private long spanNanos = 2 * SECOND_NANOS;

    private long quickestNanos = Long.MAX_VALUE;

    private record Settled(long nanos, int count) {}

    /** @param upTo how many had been sent with these */
    private record Sent(long nanos, long upTo) {}

    void sent(int count, long nowNanos) {
        if (count > 0) {
            sent += count;
            underWay.add(new Sent(nowNanos, sent));
        }
    }

    void settled(int count, long nowNanos) {
        if (count > 0) {
            recent.add(new Settled(nowNanos, count));
            settledRecently += count;
            settled += count;
            measure(nowNanos);
        }
    }

    private void measure(long nowNanos) {
        while (!underWay.isEmpty() && underWay.peek().upTo() <= settled) {
            quickestNanos = Math.min(quickestNanos, nowNanos - underWay.remove().nanos());
        }
        if (quickestNanos < Long.MAX_VALUE) {
            long longer = Math.min(SECOND_NANOS, Math.max(intervalNanos(), quickestNanos / 4));
            spanNanos = quickestNanos + Math.max(SECOND_NANOS / 2, longer);
        }
    }

    /** @return from one time that something was settled to the next, on average of late */
    private long intervalNanos() {
        int intervals = recent.size() - 1;
        return intervals == 0
                ? SECOND_NANOS
                : (recent.getLast().nanos() - recent.getFirst().nanos()) / intervals;
    }

    /** @return references that may be under way at once, at least one */
    int size(long nowNanos) {
        while (!recent.isEmpty() && nowNanos - recent.peek().nanos() >= spanNanos) {
            settledRecently -= recent.remove().count();
        }
        return Math.max(LEAST, settledRecently);
    }
}
