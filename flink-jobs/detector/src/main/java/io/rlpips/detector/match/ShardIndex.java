package io.rlpips.detector.match;

import io.rlpips.metric.search.Neighbour;
import java.util.List;

/** The rows of a shard, searched exactly. Not thread-safe; the creator closes it. */
interface ShardIndex extends AutoCloseable {
    void add(String referenceId, ReferenceVersion version);

    /** Ends the validity of all rows of a reference at {@code moment}, where it does not end earlier. */
    void end(String referenceId, long moment);

    /** Drops the rows that are not visible at {@code moment} or later. */
    void forgetEndedBefore(long moment);

    /** @return all rows visible at {@code moment} at most {@code radius} away, in {@link Neighbour#ORDER} */
    List<Neighbour> within(FingerprintRow query, double radius, long moment);

    /** @return the whole fingerprint of a row that {@link #within} returned */
    float[] fingerprint(Neighbour neighbour);

    int visibleRows(long moment);

    int rows();

    @Override
    void close();
}
