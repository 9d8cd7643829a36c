package io.rlpips.detector.match;

import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.model.ModelSource;
import io.rlpips.detector.model.ModelSource.EmbeddingModel;
import io.rlpips.metric.search.ApproximateIndex;
import io.rlpips.metric.search.CompactIndex;
import io.rlpips.metric.search.KeptFingerprints;
import io.rlpips.metric.search.Neighbour;
import io.rlpips.metric.search.RowIndex;
import io.rlpips.metric.search.RowKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A few hundred bytes a row in memory; whole fingerprints are made again from the master images when they are needed.
 * The model is loaded when the first upload is judged by it: until then its rows only gather.
 */
final class CompactRows implements ShardIndex {
    private final RowIndex index;
    private final ModelSource models;
    private final ReferenceVersions versions;
    private final SearchSettings settings;

    private Optional<EmbeddingModel> model = Optional.empty();
    private Optional<KeptFingerprints> fingerprints = Optional.empty();

    /** @param pointLength coordinates of each row */
    CompactRows(int pointLength, ModelSource models, ReferenceVersions versions, SearchSettings settings) {
        this.models = models;
        this.versions = versions;
        this.settings = settings;
        this.index = settings.candidates() > 0
                ? new ApproximateIndex(pointLength, this::fingerprints, settings.candidates())
                : new CompactIndex(pointLength, this::fingerprints);
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
    public void forgetEndedBefore(long moment, Set<String> references) {
        index.forgetEndedBefore(moment);
        fingerprints.ifPresent(kept -> kept.forget(references));
    }

    @Override
    public List<List<Neighbour>> within(ModelDescription description, List<Search> searches) {
        load(description);
        return index.within(
                searches.stream().map(Search::query).toList(),
                searches.stream().map(search -> search.view().compactRow()).toList());
    }

    @Override
    public Optional<Neighbour> nearest(ModelDescription description, Search search) {
        load(description);
        return index.nearest(search.view().fingerprint(), search.view().compactRow(), search.moment());
    }

    @Override
    public float[] fingerprint(Neighbour neighbour) {
        RowKey key = new RowKey(neighbour.referenceId(), neighbour.version(), neighbour.view());
        return fingerprints(List.of(key)).get(0);
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
        model.ifPresent(EmbeddingModel::close);
    }

    private void load(ModelDescription description) {
        if (model.isEmpty()) {
            EmbeddingModel loaded = models.open(description);
            model = Optional.of(loaded);
            fingerprints = Optional.of(new KeptFingerprints(
                    new EmbeddedMasters(loaded, description.inputSize(), versions), settings.cachedFingerprints()));
        }
    }

    private List<float[]> fingerprints(List<RowKey> rows) {
        return fingerprints.orElseThrow().fingerprints(rows);
    }
}
