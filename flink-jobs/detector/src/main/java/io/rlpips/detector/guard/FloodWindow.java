package io.rlpips.detector.guard;

import java.util.Arrays;

/**
 * How many matches a reference has had in the last hour, counted by the minute of broker time, so that what is kept does
 * not grow with the flood.
 *
 * @param newestMinute minutes since 1970; the last one that is counted
 * @param counts matches of each minute, that of minute m at m modulo 60; empty before the first
 */
public record FloodWindow(long newestMinute, int[] counts) {
    static final FloodWindow EMPTY = new FloodWindow(0, new int[0]);

    private static final int MINUTES = 60;
    private static final long MINUTE_MS = 60_000;

    /** @return with one match more; one that is older than the hour is not counted */
    FloodWindow with(long brokerTimeMillis) {
        long minute = Math.floorDiv(brokerTimeMillis, MINUTE_MS);
        if (counts.length == 0) {
            return new FloodWindow(minute, new int[MINUTES]).counting(minute);
        }
        FloodWindow moved = minute > newestMinute ? movedTo(minute) : this;
        return minute > moved.newestMinute - MINUTES ? moved.counting(minute) : moved;
    }

    /** @return matches in the hour that ends with a moment which no match has passed */
    int countUntil(long brokerTimeMillis) {
        long minute = Math.floorDiv(brokerTimeMillis, MINUTE_MS);
        return counts.length == 0 || minute <= newestMinute
                ? count()
                : movedTo(minute).count();
    }

    int count() {
        return Arrays.stream(counts).sum();
    }

    private FloodWindow movedTo(long minute) {
        int[] moved = counts.clone();
        long passed = Math.min(MINUTES, minute - newestMinute);
        for (long m = minute - passed + 1; m <= minute; m++) {
            moved[place(m)] = 0;
        }
        return new FloodWindow(minute, moved);
    }

    private FloodWindow counting(long minute) {
        int[] more = counts.clone();
        more[place(minute)]++;
        return new FloodWindow(newestMinute, more);
    }

    private static int place(long minute) {
        return (int) Math.floorMod(minute, (long) MINUTES);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FloodWindow that
                && newestMinute == that.newestMinute
                && Arrays.equals(counts, that.counts);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(newestMinute);
    }

    @Override
    public String toString() {
        return "FloodWindow[" + count() + " until minute " + newestMinute + "]";
    }
}
