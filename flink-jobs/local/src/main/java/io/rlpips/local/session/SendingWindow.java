package io.rlpips.local.session;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many references may be under way in a bulk registration: what has been settled in the last two seconds, so that
 * what waits on the topic is two seconds of work. A reference that somebody else adds meanwhile waits behind no more than
 * that, and the rate is found by itself: it doubles until references wait. Not thread-safe.
 */
final class SendingWindow {
    private static final long SPAN_NANOS = 2_000_000_000L;
    private static final int LEAST = 128;

    private final Deque<Settled> recent = new ArrayDeque<>();
    private int settledRecently;

    private record Settled(long nanos, int count) {}

    void settled(int count, long nowNanos) {
        if (count > 0) {
            recent.add(new Settled(nowNanos, count));
            settledRecently += count;
        }
    }

    /** @return references that may be under way at once, at least one */
    int size(long nowNanos) {
        while (!recent.isEmpty() && nowNanos - recent.peek().nanos() >= SPAN_NANOS) {
            settledRecently -= recent.remove().count();
        }
        return Math.max(LEAST, settledRecently);
    }
}
