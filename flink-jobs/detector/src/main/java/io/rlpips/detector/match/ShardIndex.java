package io.rlpips.detector.match;

import io.rlpips.detector.model.ModelDescription;
import io.rlpips.metric.search.Neighbour;
import io.rlpips.metric.search.Query;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rows of a shard that one model made. Not thread-safe; the creator closes it. */
interface ShardIndex extends AutoCloseable {
    void add(String referenceId, ReferenceVersion version);

    /** Ends the validity of all rows of a reference at {@code moment}, where it does not end earlier. */
    void end(String referenceId, long moment);

    /**
     * Drops the rows that are not visible at {@code moment} or later.
     *
     * @param references ids of those that may have such rows
     */
    void forgetEndedBefore(long moment, Set<String> references);

    /**
     * What is looked for.
     *
     * @param view of an upload
     * @param radius largest distance that counts
     * @param moment only rows visible then are seen
     */
    record Search(QueryView view, double radius, long moment) {
        Query query() {
            return new Query(view.fingerprint(), radius, moment);
        }
    }

    /**
     * @param model that made the rows and the searches
     * @return for each search all visible rows within its radius, in {@link Neighbour#ORDER}
     */
    List<List<Neighbour>> within(ModelDescription model, List<Search> searches);

    /** @return the nearest row visible to a search, whatever its radius; ties by {@link Neighbour#ORDER} */
    Optional<Neighbour> nearest(ModelDescription model, Search search);

    /** @return the whole fingerprint of a row that {@link #within} or {@link #nearest} returned just now */
    float[] fingerprint(Neighbour neighbour);

    int visibleRows(long moment);

    int rows();

    @Override
    void close();
}
