package io.rlpips.local.bench;

import io.rlpips.local.bench.SearchResult.Tiers;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.bundle.ProjectionNotes;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.projection.CompactProjector;
import io.rlpips.metric.projection.CompactRow;
import io.rlpips.metric.search.ApproximateIndex;
import io.rlpips.metric.search.CompactIndex;
import io.rlpips.metric.search.FingerprintSource;
import io.rlpips.metric.search.IndexedRow;
import io.rlpips.metric.search.Neighbour;
import io.rlpips.metric.search.Query;
import io.rlpips.metric.search.ReferenceIndex;
import io.rlpips.metric.search.RowIndex;
import io.rlpips.metric.search.RowKey;
import io.rlpips.metric.search.Validity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * The exact search against comparing with every reference: banks of pictures mixed from photos, queries from other
 * photos and pictures that lie at the radius of a reference. What has to be measured is mixed and embedded again; no
 * picture is stored. On the calling thread and those of the engine.
 */
public final class SearchBench {
    private static final int EMBEDDED_AT_ONCE = 256;
    /** Whole fingerprints compared with all queries, which are copied for each comparison. */
    private static final int COMPARED_AT_ONCE = 2_048;

    private static final int ENTRY_BYTES = 40;

    private static final float[] NOT_KEPT = {};

    private final ModelBundle bundle;
    private final int directions;
    private final MixedPictures references;
    private final List<RgbImage> queries;
    private final Settings settings;

    /**
     * What is measured.
     *
     * @param batch queries searched at once
     * @param radius largest distance that counts
     * @param atTheRadius how many queries are blended to lie at the radius of a reference
     * @param pushedAway how many are copies of references under attack
     * @param bruteForce whether whole fingerprints are compared too, 128 KB a reference in memory for AlexNet at 64 pixels
     * @param halfPrecision whether also with whole fingerprints resident in float16, 64 KB each, and
     *     compact rows of as many directions as do best beside those
     * @param candidates of the approximate search; 0 for not that one
     * @param seconds that each search is timed at least, all queries as often as it takes, after a warm-up of half as long
     * @param streamed so many of the references are embedded once more, and compared whole, some thousands at a time; 0 for none
     * @param streamedQueries with so many of the queries, the ones at the radius first
     * @param rowFile where compact rows are kept, for an interrupted bank to be gone on with; none where empty
     */
    public record Settings(
            int batch,
            double radius,
            int atTheRadius,
            int pushedAway,
            boolean bruteForce,
            boolean halfPrecision,
            int candidates,
            double seconds,
            int streamed,
            int streamedQueries,
            Optional<Path> rowFile,
            long seed) {
        public Settings {
            if (batch < 1 || atTheRadius < 0 || pushedAway < 0 || candidates < 0) {
                throw new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT,
                        "batches of %d, %d and %d queries at the radius, %d candidates: 1, 0, 0 and 0 are the least"
                                .formatted(batch, atTheRadius, pushedAway, candidates));
            }
            if (rowFile.isPresent() && (bruteForce || halfPrecision)) {
                throw new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT,
                        "kept rows do not hold the whole fingerprints that comparing with every one needs in memory");
            }
        }
    }

    /**
     * @param photos of one size; the pictures of the bank are made of them
     * @param queries pictures that are not among them
     * @throws RlpipsException INVALID_ARGUMENT where the bundle has no projection or there are too few pictures
     */
    public SearchBench(ModelBundle bundle, List<RgbImage> photos, List<RgbImage> queries, Settings settings) {
        if (queries.isEmpty()) {
            throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, "0 queries, needs at least 1");
        }
        this.bundle = bundle;
        this.directions = ReferenceBank.projection(bundle).dimensions();
        this.references = new MixedPictures(photos, settings.seed());
        this.queries = List.copyOf(queries);
        this.settings = settings;
    }

    /** @return the pictures, and more that are mixed from them, so many together */
    public static List<RgbImage> mixed(List<RgbImage> pictures, int count, long seed) {
        MixedPictures mixed = new MixedPictures(pictures, seed);
        return IntStream.range(0, count).mapToObj(mixed::picture).toList();
    }

    /** @param progress told how many references have been embedded, of all that will be: once a way that keeps them */
    public SearchResult measure(int count, IntConsumer progress) {
        try (PerceptualModel model = PerceptualModel.load(bundle, DeviceChoice.CPU);
                CompactProjector projector = new CompactProjector(ReferenceBank.projection(bundle))) {
            return new Run(model, projector, count, progress).measure();
        }
    }

    /** @return how many references are embedded for a bank of that size */
    public int embedded(int count) {
        return count * (1 + (settings.halfPrecision() ? 1 : 0) + (settings.candidates() > 0 ? 1 : 0))
                + Math.min(count, settings.streamed());
    }

    /** A bank of one size. */
    private final class Run {
        private final PerceptualModel model;
        private final CompactProjector projector;
        private final int count;
        private final IntConsumer progress;
        private final List<Query> asked;
        private final Counted measured;
        private final List<SearchResult.Way> ways = new ArrayList<>();
        private int embedded;
        private double bruteForceSeconds = -1;
        private Optional<Found> expected = Optional.empty();
        private Optional<SearchResult.Streamed> streamed = Optional.empty();

        Run(PerceptualModel model, CompactProjector projector, int count, IntConsumer progress) {
            this.model = model;
            this.projector = projector;
            this.count = count;
            this.progress = progress;
            this.measured = new Counted(rows -> ReferenceBank.embed(
                    model,
                    rows.stream()
                            .map(row -> references.picture(Integer.parseInt(row.referenceId())))
                            .toList()));
            this.asked = ReferenceBank.embed(model, pictures()).stream()
                    .map(fingerprint -> new Query(fingerprint, settings.radius(), ReferenceBank.ALWAYS))
                    .toList();
        }

        /** Each way in a method of its own: what one held is out of reach when the next needs the memory. */
        SearchResult measure() {
            compactRows();
            if (settings.candidates() > 0) {
                approximateGraph();
            }
            if (settings.halfPrecision()) {
                halfPrecision();
            }
            return result();
        }

        private void compactRows() {
            try (CompactIndex compact = new CompactIndex(directions + 1, measured);
                    ReferenceIndex whole = new ReferenceIndex(model.fingerprintLength())) {
                fill(projector, (key, row, fingerprint) -> {
                    compact.add(key, row, Validity.since(ReferenceBank.ALWAYS));
                    if (settings.bruteForce()) {
                        whole.add(whole(key.referenceId(), fingerprint));
                    }
                });
                if (settings.bruteForce()) {
                    bruteForce(whole);
                }
                search("compact rows", compactBytes(directions), projector, compact, Optional.of(compact));
                if (settings.streamed() > 0) {
                    streamedBruteForce(compact);
                }
            }
        }

        /** Whole fingerprints of so many are never in memory together. */
        private void streamedBruteForce(CompactIndex compact) {
            int compared = Math.min(count, settings.streamed());
            // The hard ones are the last.
            List<Query> some = asked.subList(Math.max(0, asked.size() - settings.streamedQueries()), asked.size());
            List<List<Neighbour>> found = compact.within(some, compact(projector, some)).stream()
                    .map(neighbours -> neighbours.stream()
                            .filter(neighbour -> Integer.parseInt(neighbour.referenceId()) < compared)
                            .toList())
                    .toList();
            List<List<Neighbour>> whole = some.stream()
                    .map(query -> (List<Neighbour>) new ArrayList<Neighbour>())
                    .toList();
            List<IndexedRow> waiting = new ArrayList<>();
            embedEach(0, compared, Function.identity(), (first, fingerprints) -> {
                for (int i = 0; i < fingerprints.size(); i++) {
                    waiting.add(whole(ReferenceBank.id(first + i), fingerprints.get(i)));
                }
                if (waiting.size() >= COMPARED_AT_ONCE || first + fingerprints.size() == compared) {
                    compareWhole(waiting, some, whole);
                    waiting.clear();
                }
            });
            whole.forEach(neighbours -> neighbours.sort(Neighbour.ORDER));
            streamed = Optional.of(new SearchResult.Streamed(
                    compared, some.size(), new Found("streamed brute force", whole).comparedWith(found)));
        }

        /** @param found for each query, what the rows add to */
        private void compareWhole(List<IndexedRow> rows, List<Query> queries, List<List<Neighbour>> found) {
            try (ReferenceIndex part = new ReferenceIndex(model.fingerprintLength())) {
                rows.forEach(part::add);
                List<List<Neighbour>> near = part.within(queries);
                for (int query = 0; query < queries.size(); query++) {
                    found.get(query).addAll(near.get(query));
                }
            }
        }

        private IndexedRow whole(String id, float[] fingerprint) {
            return new IndexedRow(id, 0, ReferenceBank.VIEW, fingerprint, Validity.since(ReferenceBank.ALWAYS));
        }

        private void approximateGraph() {
            try (RowIndex graph = new ApproximateIndex(directions + 1, measured, settings.candidates())) {
                fill(projector, (key, row, fingerprint) -> graph.add(key, row, Validity.since(ReferenceBank.ALWAYS)));
                search("approximate graph", SearchResult.UNKNOWN, projector, graph, Optional.empty());
            }
        }

        private void halfPrecision() {
            int few = CompactIndex.directionsBesideWhole(directions);
            try (CompactProjector fewer = new CompactProjector(ReferenceBank.projection(bundle), few);
                    CompactIndex resident = new CompactIndex(few + 1, measured)) {
                fill(
                        fewer,
                        (key, row, fingerprint) ->
                                resident.add(key, row, Validity.since(ReferenceBank.ALWAYS), fingerprint));
                search(
                        "compact rows, whole ones in float16",
                        compactBytes(few) + CompactIndex.wholeRowBytes(model.fingerprintLength()),
                        fewer,
                        resident,
                        Optional.of(resident));
            }
        }

        private int compactBytes(int dimensions) {
            return CompactIndex.rowBytes(dimensions + 1) + ENTRY_BYTES;
        }

        private SearchResult result() {
            return new SearchResult(
                    count,
                    asked.size(),
                    settings.atTheRadius(),
                    settings.pushedAway(),
                    settings.batch(),
                    settings.radius(),
                    directions,
                    bruteForceSeconds,
                    List.copyOf(ways),
                    streamed);
        }

        private List<RgbImage> pictures() {
            List<RgbImage> all = new ArrayList<>(queries);
            all.addAll(HardQueries.atTheRadius(
                    model,
                    spread(settings.atTheRadius()),
                    IntStream.range(0, settings.atTheRadius())
                            .mapToObj(i -> queries.get(i % queries.size()))
                            .toList(),
                    settings.radius()));
            if (settings.pushedAway() > 0) {
                all.addAll(HardQueries.pushedAway(
                        bundle, spread(settings.pushedAway()), settings.radius(), settings.seed()));
            }
            return all;
        }

        /** Those that a streamed comparison will see, where there is one: a hard query about others compares nothing. */
        private List<RgbImage> spread(int wanted) {
            int among = settings.streamed() > 0 ? Math.min(count, settings.streamed()) : count;
            return IntStream.range(0, wanted)
                    .map(i -> (int) ((long) i * among / wanted))
                    .mapToObj(references::picture)
                    .toList();
        }

        private void fill(CompactProjector by, Row taker) {
            Function<List<float[]>, Projected> projected =
                    fingerprints -> new Projected(fingerprints, by.compact(fingerprints));
            if (settings.rowFile().isEmpty()) {
                embedEach(0, count, projected, (first, part) -> take(first, part, taker));
                return;
            }
            try (RowFile file = RowFile.open(settings.rowFile().get(), bank(), directions + 1)) {
                int kept = Math.min(count, file.rows());
                file.forEach(kept, (number, row) -> taker.take(key(number), row, NOT_KEPT));
                embedded += kept;
                embedEach(kept, count, projected, (first, part) -> {
                    file.append(part.rows());
                    take(first, part, taker);
                });
            }
        }

        private void take(int first, Projected part, Row taker) {
            for (int i = 0; i < part.rows().size(); i++) {
                taker.take(
                        key(first + i), part.rows().get(i), part.fingerprints().get(i));
            }
        }

        private static RowKey key(int number) {
            return new RowKey(ReferenceBank.id(number), 0, ReferenceBank.VIEW);
        }

        /** Embeds on all cores, which is not what is timed, and hands the parts on in their order. */
        private <T> void embedEach(int from, int until, Function<List<float[]>, T> made, Part<T> taker) {
            int atOnce = EMBEDDED_AT_ONCE * Runtime.getRuntime().availableProcessors();
            for (int first = from; first < until; first += atOnce) {
                int start = first;
                int end = Math.min(until, first + atOnce);
                List<T> parts = IntStream.range(0, (end - start + EMBEDDED_AT_ONCE - 1) / EMBEDDED_AT_ONCE)
                        .parallel()
                        .mapToObj(part -> made.apply(embedded(
                                start + part * EMBEDDED_AT_ONCE, Math.min(end, start + (part + 1) * EMBEDDED_AT_ONCE))))
                        .toList();
                for (int part = 0; part < parts.size(); part++) {
                    taker.take(start + part * EMBEDDED_AT_ONCE, parts.get(part));
                }
                embedded += end - start;
                progress.accept(embedded);
            }
        }

        private List<float[]> embedded(int from, int until) {
            return ReferenceBank.embed(
                    model,
                    IntStream.range(from, until).mapToObj(references::picture).toList());
        }

        /** What the rows of a bank depend on. */
        private String bank() {
            return String.join(
                    "\n",
                    bundle.modelHash(),
                    bundle.manifest()
                            .projection()
                            .flatMap(ProjectionNotes::sha256)
                            .orElse(""),
                    references.digest());
        }

        private void bruteForce(ReferenceIndex whole) {
            whole.within(asked.subList(0, 1)); // warm up
            long started = System.nanoTime();
            List<List<Neighbour>> found = inBatches(whole::within);
            bruteForceSeconds = seconds(started);
            expected = Optional.of(new Found("brute force", found));
        }

        /** @param by makes the queries' rows as it made those of the index */
        private void search(
                String name, int residentBytes, CompactProjector by, RowIndex index, Optional<CompactIndex> tiered) {
            Function<List<Query>, List<List<Neighbour>>> within =
                    queries -> index.within(queries, compact(by, queries));
            warmUp(within);
            Optional<Tiers> before;
            List<List<Neighbour>> found;
            int passes = 0;
            long started = System.nanoTime();
            do {
                measured.reset();
                before = tiered.map(Run::tiers);
                found = inBatches(within);
                passes++;
            } while (seconds(started) < settings.seconds());
            double took = seconds(started) / passes;
            Optional<Tiers> tiers = before.map(first -> since(first, tiers(tiered.orElseThrow())));
            note(name, residentBytes, took, tiers, found);
        }

        /** The compiler takes some batches to come to its last version. */
        private void warmUp(Function<List<Query>, List<List<Neighbour>>> within) {
            long started = System.nanoTime();
            int first = 0;
            do {
                within.apply(asked.subList(first, Math.min(first + settings.batch(), asked.size())));
                first = (first + settings.batch()) % asked.size();
            } while (seconds(started) < settings.seconds() / 2);
        }

        private static Tiers since(Tiers before, Tiers after) {
            return new Tiers(after.first() - before.first(), after.second() - before.second());
        }

        private static Tiers tiers(CompactIndex index) {
            return new Tiers(index.firstSurvivors(), index.survivors());
        }

        private static List<CompactRow> compact(CompactProjector by, List<Query> queries) {
            return by.compact(queries.stream().map(Query::fingerprint).toList());
        }

        private void note(
                String name, int residentBytes, double took, Optional<Tiers> tiers, List<List<Neighbour>> found) {
            Optional<SearchResult.Comparison> comparison = expected.map(known -> known.comparedWith(found));
            if (expected.isEmpty()) {
                expected = Optional.of(new Found(name, found));
            }
            ways.add(new SearchResult.Way(
                    name,
                    residentBytes,
                    took,
                    tiers,
                    measured.rows(),
                    found.stream().mapToLong(List::size).sum(),
                    comparison,
                    bruteForceSeconds < 0 ? Double.NaN : bruteForceSeconds / took));
        }

        private List<List<Neighbour>> inBatches(Function<List<Query>, List<List<Neighbour>>> search) {
            List<List<Neighbour>> found = new ArrayList<>();
            for (int from = 0; from < asked.size(); from += settings.batch()) {
                found.addAll(search.apply(asked.subList(from, Math.min(asked.size(), from + settings.batch()))));
            }
            return found;
        }
    }

    /** What a way found for each query. */
    private record Found(String way, List<List<Neighbour>> neighbours) {
        SearchResult.Comparison comparedWith(List<List<Neighbour>> others) {
            int differences = 0;
            long matches = 0;
            long known = 0;
            for (int i = 0; i < neighbours.size(); i++) {
                List<Neighbour> other = others.get(i);
                differences += other.equals(neighbours.get(i)) ? 0 : 1;
                matches += neighbours.get(i).size();
                known += neighbours.get(i).stream().filter(other::contains).count();
            }
            return new SearchResult.Comparison(way, differences, matches == 0 ? Double.NaN : (double) known / matches);
        }
    }

    /** References whose numbers follow each other. */
    private record Projected(List<float[]> fingerprints, List<CompactRow> rows) {}

    /** Takes what was made of references whose numbers follow each other. */
    @FunctionalInterface
    private interface Part<T> {
        void take(int first, T part);
    }

    /** Takes a reference; its fingerprint is empty where only its row was kept. */
    @FunctionalInterface
    private interface Row {
        void take(RowKey key, CompactRow row, float[] fingerprint);
    }

    /** Counts the rows that have to be embedded again. Not thread-safe. */
    private static final class Counted implements FingerprintSource {
        private final FingerprintSource source;
        private long rows;

        Counted(FingerprintSource source) {
            this.source = source;
        }

        @Override
        public List<float[]> fingerprints(List<RowKey> wanted) {
            rows += wanted.size();
            return source.fingerprints(wanted);
        }

        long rows() {
            return rows;
        }

        void reset() {
            rows = 0;
        }
    }

    private static double seconds(long started) {
        return (System.nanoTime() - started) / 1e9;
    }
}
