package io.rlpips.metric.search;

import io.rlpips.metric.projection.CompactRow;
import java.util.List;
import java.util.Optional;

/**
 * Rows of references, searched by their compact rows and measured by whole fingerprints: what is returned is within the
 * radius, with its distance by direct difference. {@link CompactIndex} returns all of it, {@link ApproximateIndex} most.
 * Rows carry the interval in which they are visible; ended rows stay until {@link #forgetEndedBefore}. Not thread-safe:
 * one owner, who closes it.
 */
public interface RowIndex extends AutoCloseable {
    /**
     * Adds a row beside all others; nothing is replaced by it.
     *
     * @throws io.rlpips.metric.failure.RlpipsException INVALID_ARGUMENT for a row of another projection's length
     */
    void add(RowKey key, CompactRow row, Validity validity);

    /** Ends the validity of all rows of a reference at {@code moment}, where it does not end earlier. */
    void end(String referenceId, long moment);

    /** Drops the rows that are not visible at {@code moment} or later; earlier moments are not to be asked about any more. */
    void forgetEndedBefore(long moment);

    /**
     * @param rows the queries' compact rows, in their order
     * @return for each query visible rows at most its radius away, in {@link Neighbour#ORDER}
     */
    List<List<Neighbour>> within(List<Query> queries, List<CompactRow> rows);

    /**
     * @param row the query's compact row
     * @return the nearest visible row however far it is, ties by {@link Neighbour#ORDER}; empty when none is visible
     */
    Optional<Neighbour> nearest(float[] query, CompactRow row, long asOf);

    /** @return how many rows a search at {@code asOf} compares with */
    int visibleRows(long asOf);

    /** @return how many rows are held, visible or not */
    int rows();

    @Override
    void close();
}
