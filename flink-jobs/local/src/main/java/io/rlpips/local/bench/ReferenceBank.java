package io.rlpips.local.bench;

import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.Fingerprint;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.projection.CompactRow;
import io.rlpips.metric.projection.Projection;
import io.rlpips.metric.search.CompactIndex;
import io.rlpips.metric.search.FingerprintSource;
import io.rlpips.metric.search.KeptFingerprints;
import io.rlpips.metric.search.Neighbour;
import io.rlpips.metric.search.Query;
import io.rlpips.metric.search.RowKey;
import io.rlpips.metric.search.Validity;
import java.util.List;
import java.util.function.IntFunction;

/**
 * References known by their numbers, searched exactly. Compact rows stay in memory; a picture whose whole fingerprint is
 * needed is made and embedded again. For one thread at a time; the creator closes it.
 */
final class ReferenceBank implements AutoCloseable {
    static final long ALWAYS = 0;
    static final String VIEW = "as-is";

    private final PerceptualModel model;
    private final IntFunction<RgbImage> pictures;
    private final CompactIndex index;

    /**
     * @param model stays the caller's
     * @param pictures by number
     * @param kept how many whole fingerprints are kept for the next search; 0 for none
     */
    ReferenceBank(PerceptualModel model, IntFunction<RgbImage> pictures, int kept) {
        this.model = model;
        this.pictures = pictures;
        FingerprintSource embedded = rows -> embed(model, pictures(rows));
        this.index = new CompactIndex(
                projection(model.bundle()), kept == 0 ? embedded : new KeptFingerprints(embedded, kept));
    }

    /** @throws RlpipsException INVALID_ARGUMENT where the bundle has none */
    static Projection projection(ModelBundle bundle) {
        return bundle.projection()
                .orElseThrow(() -> new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT,
                        "model %s has no search projection: publish it first".formatted(bundle.modelId())));
    }

    static List<float[]> embed(PerceptualModel model, List<RgbImage> pictures) {
        return model.embed(pictures).stream().map(Fingerprint::values).toList();
    }

    /** @return the whole fingerprints of the references added */
    List<float[]> add(List<Integer> numbers) {
        List<float[]> fingerprints =
                embed(model, numbers.stream().map(pictures::apply).toList());
        List<CompactRow> rows = index.compact(fingerprints);
        for (int i = 0; i < rows.size(); i++) {
            index.add(new RowKey(id(numbers.get(i)), 0, VIEW), rows.get(i), Validity.since(ALWAYS));
        }
        return fingerprints;
    }

    List<List<Neighbour>> within(List<Query> queries) {
        return index.within(queries);
    }

    /** @param rows one a query, of {@link #compact} */
    List<List<Neighbour>> within(List<Query> queries, List<CompactRow> rows) {
        return index.within(queries, rows);
    }

    List<CompactRow> compact(List<float[]> fingerprints) {
        return index.compact(fingerprints);
    }

    @Override
    public void close() {
        index.close();
    }

    static String id(int number) {
        return String.valueOf(number);
    }

    private List<RgbImage> pictures(List<RowKey> rows) {
        return rows.stream()
                .map(row -> pictures.apply(Integer.parseInt(row.referenceId())))
                .toList();
    }
}
