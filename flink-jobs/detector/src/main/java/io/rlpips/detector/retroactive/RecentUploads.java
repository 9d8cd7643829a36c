package io.rlpips.detector.retroactive;

import io.rlpips.detector.match.Query;
import io.rlpips.detector.match.QueryView;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * Takes of every upload what is remembered of it, and leaves its whole fingerprints behind. Left out are uploads that are
 * looked at again, which are remembered already, lookups, which nobody uploaded, pictures without structure, and those of
 * models without a search projection: whole fingerprints are too large to be kept.
 */
public final class RecentUploads implements FlatMapFunction<Query, RecentUpload> {
    private static final long serialVersionUID = 1L;

    @Override
    public void flatMap(Query query, Collector<RecentUpload> out) {
        boolean first = !query.ticket().again() && !query.ticket().lookup();
        boolean compact = !query.views().isEmpty() && query.views().stream().allMatch(QueryView::isCompact);
        if (first && compact) {
            out.collect(RecentUpload.of(query));
        }
    }
}
