package io.rlpips.local.bench;

import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.Fingerprint;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.projection.CompactRow;
import io.rlpips.metric.projection.Projection;
import io.rlpips.metric.search.CompactIndex;
import io.rlpips.metric.search.IndexedRow;
import io.rlpips.metric.search.Neighbour;
import io.rlpips.metric.search.Query;
import io.rlpips.metric.search.ReferenceIndex;
import io.rlpips.metric.search.RowKey;
import io.rlpips.metric.search.Validity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * The exact search against comparing with every reference: banks of pictures mixed from photos, queries from other
 * photos. Survivors of the filter are mixed and embedded again; no picture is stored. On the calling thread and those of
 * the engine.
 */
public final class SearchBench {
    private static final int EMBEDDED_AT_ONCE = 256;
    private static final long ALWAYS = 0;
    private static final String VIEW = "as-is";
    private static final int ENTRY_BYTES = 40;

    private final ModelBundle bundle;
    private final MixedPictures references;
    private final List<RgbImage> queries;
    private final int batch;
    private final double radius;

    /**
     * @param photos of one size; the pictures of the bank are made of them
     * @param queries pictures that are not among them
     * @param batch queries searched at once
     * @param radius largest distance that counts
     * @throws RlpipsException INVALID_ARGUMENT where the bundle has no projection or there are too few pictures
     */
    public SearchBench(
            ModelBundle bundle, List<RgbImage> photos, List<RgbImage> queries, int batch, double radius, long seed) {
        if (bundle.projection().isEmpty()) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "model %s has no search projection: publish it first".formatted(bundle.modelId()));
        }
        if (queries.isEmpty() || batch < 1) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%d queries in batches of %d, both need at least 1".formatted(queries.size(), batch));
        }
        this.bundle = bundle;
        this.references = new MixedPictures(photos, seed);
        this.queries = List.copyOf(queries);
        this.batch = batch;
        this.radius = radius;
    }

    /**
     * @param count references of the bank
     * @param bruteForce whether whole fingerprints are compared too, 128 KB a reference in memory for AlexNet at 64 pixels
     * @param progress told how many references have been embedded, of how many
     */
    public SearchResult measure(int count, boolean bruteForce, BiConsumer<Integer, Integer> progress) {
        Projection projection = bundle.projection().orElseThrow();
        try (PerceptualModel model = PerceptualModel.load(bundle, DeviceChoice.CPU);
                CompactIndex compact = new CompactIndex(projection, rows -> embed(model, pictures(numbers(rows))));
                ReferenceIndex whole = new ReferenceIndex(model.fingerprintLength())) {
            for (int from = 0; from < count; from += EMBEDDED_AT_ONCE) {
                int to = Math.min(count, from + EMBEDDED_AT_ONCE);
                add(from, embed(model, pictures(IntStream.range(from, to))), compact, bruteForce ? whole : null);
                progress.accept(to, count);
            }
            List<Query> asked = embed(model, queries).stream()
                    .map(fingerprint -> new Query(fingerprint, radius, ALWAYS))
                    .toList();
            return compare(asked, compact, bruteForce ? whole : null, projection);
        }
    }

    private static void add(int first, List<float[]> fingerprints, CompactIndex compact, ReferenceIndex whole) {
        List<CompactRow> rows = compact.compact(fingerprints);
        for (int i = 0; i < rows.size(); i++) {
            String id = String.valueOf(first + i);
            compact.add(new RowKey(id, 0, VIEW), rows.get(i), Validity.since(ALWAYS));
            if (whole != null) {
                whole.add(new IndexedRow(id, 0, VIEW, fingerprints.get(i), Validity.since(ALWAYS)));
            }
        }
    }

    private SearchResult compare(List<Query> asked, CompactIndex compact, ReferenceIndex whole, Projection projection) {
        compact.within(asked.subList(0, Math.min(batch, asked.size()))); // warm up
        long survivorsBefore = compact.survivors();
        long started = System.nanoTime();
        List<List<Neighbour>> found = new ArrayList<>();
        for (int from = 0; from < asked.size(); from += batch) {
            found.addAll(compact.within(asked.subList(from, Math.min(asked.size(), from + batch))));
        }
        double compactSeconds = seconds(started);
        long survivors = compact.survivors() - survivorsBefore;
        double bruteForceSeconds = -1;
        int differences = 0;
        if (whole != null) {
            whole.within(asked.subList(0, 1));
            started = System.nanoTime();
            List<List<Neighbour>> expected = new ArrayList<>();
            for (int from = 0; from < asked.size(); from += batch) {
                expected.addAll(whole.within(asked.subList(from, Math.min(asked.size(), from + batch))));
            }
            bruteForceSeconds = seconds(started);
            for (int i = 0; i < asked.size(); i++) {
                differences += expected.get(i).equals(found.get(i)) ? 0 : 1;
            }
        }
        return new SearchResult(
                compact.rows(),
                asked.size(),
                batch,
                radius,
                projection.dimensions(),
                (projection.dimensions() + 2) * Float.BYTES + ENTRY_BYTES,
                compactSeconds,
                survivors,
                found.stream().mapToLong(List::size).sum(),
                bruteForceSeconds,
                differences);
    }

    private static double seconds(long started) {
        return (System.nanoTime() - started) / 1e9;
    }

    private static IntStream numbers(List<RowKey> rows) {
        return rows.stream().mapToInt(row -> Integer.parseInt(row.referenceId()));
    }

    private List<RgbImage> pictures(IntStream numbers) {
        return numbers.mapToObj(references::picture).toList();
    }

    private static List<float[]> embed(PerceptualModel model, List<RgbImage> pictures) {
        return model.embed(pictures).stream().map(Fingerprint::values).toList();
    }
}
