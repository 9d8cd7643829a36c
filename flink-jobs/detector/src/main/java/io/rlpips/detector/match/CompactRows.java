package io.rlpips.detector.match;

import io.rlpips.detector.embed.ModelSource.EmbeddingModel;
import io.rlpips.metric.projection.Projection;
import io.rlpips.metric.search.CompactIndex;
import io.rlpips.metric.search.Neighbour;
import io.rlpips.metric.search.RowKey;
import java.util.List;

/** A few hundred bytes a row in memory; whole fingerprints are made again from the master images when they are needed. */
final class CompactRows implements ShardIndex {
    private final CompactIndex index;
    private final EmbeddedMasters fingerprints;
    private final EmbeddingModel model;

    /**
     * @param model becomes this index's, which closes it
     * @param cachedFingerprints how many whole fingerprints are kept for the next search
     */
    CompactRows(Projection projection, EmbeddingModel model, ReferenceVersions versions, int cachedFingerprints) {
        this.model = model;
        this.fingerprints = new EmbeddedMasters(model, versions, cachedFingerprints);
        this.index = new CompactIndex(projection, fingerprints);
    }

    @Override
    public void add(String referenceId, ReferenceVersion version) {
        for (FingerprintRow row : version.rows()) {
            index.add(new RowKey(referenceId, version.version(), row.view()), row.compactRow(), version.validity());
        }
    }

    @Override
    public void end(String referenceId, long moment) {
        index.end(referenceId, moment);
    }

    @Override
    public void forgetEndedBefore(long moment) {
        index.forgetEndedBefore(moment);
    }

    @Override
    public List<List<Neighbour>> within(List<Search> searches) {
        return index.within(
                searches.stream().map(Search::whole).toList(),
                searches.stream().map(search -> search.row().compactRow()).toList());
    }

    @Override
    public float[] fingerprint(Neighbour neighbour) {
        RowKey key = new RowKey(neighbour.referenceId(), neighbour.version(), neighbour.view());
        return fingerprints.fingerprints(List.of(key)).get(0);
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
        model.close();
    }
}
