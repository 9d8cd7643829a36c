package io.rlpips.detector.match;

import io.rlpips.metric.search.Neighbour;
import io.rlpips.metric.search.Query;
import java.util.List;

/** The rows of a shard, searched exactly. Not thread-safe; the creator closes it. */
interface ShardIndex extends AutoCloseable {
    void add(String referenceId, ReferenceVersion version);

    /** Ends the validity of all rows of a reference at {@code moment}, where it does not end earlier. */
    void end(String referenceId, long moment);

    /** Drops the rows that are not visible at {@code moment} or later. */
    void forgetEndedBefore(long moment);

    /**
     * What is looked for.
     *
     * @param row of an upload
     * @param radius largest distance that counts
     * @param moment only rows visible then are seen
     */
    record Search(FingerprintRow row, double radius, long moment) {
        Query whole() {
            return new Query(row.values(), radius, moment);
        }
    }

    /** @return for each search all visible rows within its radius, in {@link Neighbour#ORDER} */
    List<List<Neighbour>> within(List<Search> searches);

    /** @return the whole fingerprint of a row that {@link #within} returned */
    float[] fingerprint(Neighbour neighbour);

    int visibleRows(long moment);

    int rows();

    @Override
    void close();
}
