package io.rlpips.local.bench;

import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.search.IndexedRow;
import io.rlpips.metric.search.Neighbour;
import io.rlpips.metric.search.Query;
import io.rlpips.metric.search.ReferenceIndex;
import io.rlpips.metric.search.Validity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The exact search against comparing with every reference: banks of pictures mixed from photos, queries from other
 * photos. Survivors of the filter are mixed and embedded again; no picture is stored. On the calling thread and those of
 * the engine.
 */
public final class SearchBench {
    private static final int EMBEDDED_AT_ONCE = 256;
    private static final int ENTRY_BYTES = 40;

    private final ModelBundle bundle;
    private final int directions;
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
        if (queries.isEmpty() || batch < 1) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%d queries in batches of %d, both need at least 1".formatted(queries.size(), batch));
        }
        this.bundle = bundle;
        this.directions = ReferenceBank.projection(bundle).dimensions();
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
        try (PerceptualModel model = PerceptualModel.load(bundle, DeviceChoice.CPU);
                ReferenceBank bank = new ReferenceBank(model, references::picture, 0);
                ReferenceIndex whole = new ReferenceIndex(model.fingerprintLength())) {
            for (int from = 0; from < count; from += EMBEDDED_AT_ONCE) {
                int to = Math.min(count, from + EMBEDDED_AT_ONCE);
                List<float[]> fingerprints =
                        bank.add(IntStream.range(from, to).boxed().toList());
                if (bruteForce) {
                    add(from, fingerprints, whole);
                }
                progress.accept(to, count);
            }
            List<Query> asked = ReferenceBank.embed(model, queries).stream()
                    .map(fingerprint -> new Query(fingerprint, radius, ReferenceBank.ALWAYS))
                    .toList();
            return compare(asked, bank, bruteForce ? Optional.of(whole) : Optional.empty());
        }
    }

    private static void add(int first, List<float[]> fingerprints, ReferenceIndex whole) {
        for (int i = 0; i < fingerprints.size(); i++) {
            whole.add(new IndexedRow(
                    ReferenceBank.id(first + i),
                    0,
                    ReferenceBank.VIEW,
                    fingerprints.get(i),
                    Validity.since(ReferenceBank.ALWAYS)));
        }
    }

    private SearchResult compare(List<Query> asked, ReferenceBank bank, Optional<ReferenceIndex> whole) {
        bank.within(asked.subList(0, Math.min(batch, asked.size()))); // warm up
        long survivorsBefore = bank.survivors();
        long started = System.nanoTime();
        List<List<Neighbour>> found = inBatches(asked, bank::within);
        double compactSeconds = seconds(started);
        long survivors = bank.survivors() - survivorsBefore;
        double bruteForceSeconds = -1;
        int differences = 0;
        if (whole.isPresent()) {
            whole.get().within(asked.subList(0, 1));
            started = System.nanoTime();
            List<List<Neighbour>> expected = inBatches(asked, whole.get()::within);
            bruteForceSeconds = seconds(started);
            for (int i = 0; i < asked.size(); i++) {
                differences += expected.get(i).equals(found.get(i)) ? 0 : 1;
            }
        }
        return new SearchResult(
                bank.rows(),
                asked.size(),
                batch,
                radius,
                directions,
                (directions + 2) * Float.BYTES + ENTRY_BYTES,
                compactSeconds,
                survivors,
                found.stream().mapToLong(List::size).sum(),
                bruteForceSeconds,
                differences);
    }

    private List<List<Neighbour>> inBatches(List<Query> asked, Function<List<Query>, List<List<Neighbour>>> search) {
        List<List<Neighbour>> found = new ArrayList<>();
        for (int from = 0; from < asked.size(); from += batch) {
            found.addAll(search.apply(asked.subList(from, Math.min(asked.size(), from + batch))));
        }
        return found;
    }

    private static double seconds(long started) {
        return (System.nanoTime() - started) / 1e9;
    }
}
