package io.rlpips.local.session;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many references may be under way in a bulk registration: what has been settled in the last two seconds, or, where
 * even the quickest took longer than a second from being sent to being settled, in that time and a second. What waits on
 * the topic is thus two seconds of work at most. A reference that somebody else adds meanwhile waits behind no more than
 * that, and the rate is found by itself: it doubles until references wait. Not thread-safe.
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
            spanNanos = Math.max(2 * SECOND_NANOS, quickestNanos + SECOND_NANOS);
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
