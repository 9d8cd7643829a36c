package io.rlpips.detector.match;

import io.rlpips.detector.model.ModelDescription;
import io.rlpips.metric.search.IndexedRow;
import io.rlpips.metric.search.Neighbour;
import io.rlpips.metric.search.ReferenceIndex;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whole fingerprints in memory: for models without a search projection, and banks of thousands at most. */
final class WholeRows implements ShardIndex {
    private final ReferenceIndex index;
    private final ReferenceVersions versions;

    WholeRows(int dimensions, ReferenceVersions versions) {
        this.index = new ReferenceIndex(dimensions);
        this.versions = versions;
    }

    @Override
    public void add(String referenceId, ReferenceVersion version) {
        for (FingerprintRow row : version.rows()) {
            index.add(new IndexedRow(referenceId, version.version(), row.view(), row.values(), version.validity()));
        }
    }

    @Override
    public void end(String referenceId, long moment) {
        index.end(referenceId, moment);
    }

    @Override
    public void forgetEndedBefore(long moment, Set<String> references) {
        index.forgetEndedBefore(moment);
    }

    @Override
    public List<List<Neighbour>> within(ModelDescription model, List<Search> searches) {
        return index.within(searches.stream().map(Search::query).toList());
    }

    @Override
    public Optional<Neighbour> nearest(ModelDescription model, Search search) {
        return index.nearest(search.view().fingerprint(), search.moment());
    }

    @Override
    public float[] fingerprint(Neighbour neighbour) {
        return versions.find(neighbour.referenceId(), neighbour.version())
                .row(neighbour.view())
                .values();
    }

    @Override
    public int visibleRows(long moment) {
        return index.visibleRows(moment);
    }

    @Override
    public int rows() {
        return index.rows();
    }

    @Override
    public void close() {
        index.close();
    }
}
