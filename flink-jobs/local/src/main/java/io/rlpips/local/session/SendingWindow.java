package io.rlpips.local.session;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many references may be under way in a bulk registration: what has been settled in a second and the time that the
 * quickest took from being sent to being settled. A second of work waits on the topic, thus, and a reference that somebody
 * else adds meanwhile waits behind no more than that. The rate is found by itself: it grows until references wait. Not
 * thread-safe.
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
            spanNanos = quickestNanos + SECOND_NANOS;
        }
    }

    /** @return references that may be under way at once, at least one */
    int size(long nowNanos) {
        while (!recent.isEmpty() && nowNanos - recent.peek().nanos() >= spanNanos) {
            settledRecently -= recent.remove().count();
        }
        return Math.max(LEAST, settledRecently);
    }
}
