package io.rlpips.local.report;

import java.util.stream.LongStream;

/** Of any number of values, by nearest rank. */
public final class Percentiles {
    private final long[] ascending;

    private Percentiles(long[] ascending) {
        this.ascending = ascending;
    }

    public static Percentiles of(LongStream values) {
        return new Percentiles(values.sorted().toArray());
    }

    /**
     * @param share above 0, at most 1
     * @return the smallest value that at least this share of all values does not exceed; 0 where there are none
     */
    public long at(double share) {
        int rank = (int) Math.ceil(share * ascending.length) - 1;
        return ascending.length == 0 ? 0 : ascending[Math.max(0, rank)];
    }
}
