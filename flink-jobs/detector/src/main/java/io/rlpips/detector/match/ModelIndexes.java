package io.rlpips.detector.match;

import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.model.ModelIdentity;
import io.rlpips.detector.model.ModelSource;
import io.rlpips.metric.search.Neighbour;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A shard's rows, those of each model by themselves: fingerprints of two models do not compare. Not thread-safe; the
 * shard closes it.
 */
final class ModelIndexes implements AutoCloseable {
    private final ModelSource models;
    private final SearchSettings settings;
    private final Function<String, ReferenceVersions> versions;
    private final Map<Kind, ShardIndex> indexes = new HashMap<>();

    /**
     * What can be compared: rows of another length under the same name are another kind, and never met.
     *
     * @param length coordinates of compact rows, values of whole ones
     */
    private record Kind(ModelIdentity model, boolean compact, int length) {
        static Kind of(ModelIdentity model, FingerprintRow row) {
            return new Kind(model, row.isCompact(), row.isCompact() ? row.point().length : row.length());
        }

        static Kind of(ModelIdentity model, QueryView view) {
            return new Kind(
                    model, view.isCompact(), view.isCompact() ? view.point().length : view.fingerprint().length);
        }
    }

    /** @param versions by model id */
    ModelIndexes(ModelSource models, SearchSettings settings, Function<String, ReferenceVersions> versions) {
        this.models = models;
        this.settings = settings;
        this.versions = versions;
    }

    void add(String referenceId, ReferenceVersion version) {
        Kind kind = Kind.of(version.model(), version.rows().get(0));
        indexes.computeIfAbsent(kind, this::index).add(referenceId, version);
    }

    /** Ends what a model has of a reference. */
    void end(String modelId, String referenceId, long moment) {
        indexes.forEach((kind, index) -> {
            if (kind.model().modelId().equals(modelId)) {
                index.end(referenceId, moment);
            }
        });
    }

    /**
     * Drops the rows that are not visible at {@code moment} or later, and a model that has none left.
     *
     * @param references ids of those that may have such rows
     */
    void forgetEndedBefore(long moment, Set<String> references) {
        for (Iterator<ShardIndex> all = indexes.values().iterator(); all.hasNext(); ) {
            ShardIndex index = all.next();
            index.forgetEndedBefore(moment, references);
            if (index.rows() == 0) {
                index.close();
                all.remove();
            }
        }
    }

    /** @return for each search what lies within its radius, in {@link Neighbour#ORDER} */
    List<List<Neighbour>> within(ModelDescription model, List<ShardIndex.Search> searches) {
        Optional<ShardIndex> index = searches.stream()
                .findFirst()
                .flatMap(first -> Optional.ofNullable(indexes.get(Kind.of(model.identity(), first.view()))));
        return index.isPresent()
                ? index.get().within(model, searches)
                : searches.stream().map(search -> List.<Neighbour>of()).toList();
    }

    /** @return the nearest row visible to a search, whatever its radius */
    Optional<Neighbour> nearest(ModelDescription model, ShardIndex.Search search) {
        return Optional.ofNullable(indexes.get(Kind.of(model.identity(), search.view())))
                .flatMap(index -> index.nearest(model, search));
    }

    /** @return the whole fingerprint of a row that a search with {@code upload} has just found */
    float[] fingerprint(ModelDescription model, QueryView upload, Neighbour neighbour) {
        return indexes.get(Kind.of(model.identity(), upload)).fingerprint(neighbour);
    }

    /** @return rows of the model that a search with {@code upload} compares with */
    int visibleRows(ModelDescription model, QueryView upload, long moment) {
        ShardIndex index = indexes.get(Kind.of(model.identity(), upload));
        return index == null ? 0 : index.visibleRows(moment);
    }

    int rows() {
        return indexes.values().stream().mapToInt(ShardIndex::rows).sum();
    }

    @Override
    public void close() {
        indexes.values().forEach(ShardIndex::close);
        indexes.clear();
    }

    private ShardIndex index(Kind kind) {
        ReferenceVersions ofModel = versions.apply(kind.model().modelId());
        return kind.compact()
                ? new CompactRows(kind.length(), models, ofModel, settings)
                : new WholeRows(kind.length(), ofModel);
    }
}
