package io.rlpips.metric.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.projection.BasisFormat;
import io.rlpips.metric.projection.CompactRow;
import io.rlpips.metric.projection.Projection;
import io.rlpips.metric.projection.TestProjections;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CompactIndexTest {
    private static final int DIRECTIONS = 6;

    private final Map<RowKey, float[]> fingerprints = new HashMap<>();

    @Property(tries = 100)
    void returnsWhatComparingWithEveryRowReturns(@ForAll long seed, @ForAll @IntRange(min = 0, max = 150) int rows) {
        Random random = new Random(seed);
        BasisFormat format = BasisFormat.values()[random.nextInt(BasisFormat.values().length)];
        try (CompactIndex index = index(TestProjections.stored(DIRECTIONS, SearchCases.DIMENSIONS, seed, format))) {
            List<IndexedRow> all = fill(index, random, rows);
            List<Query> queries = SearchCases.queries(random, all);

            List<List<Neighbour>> found = index.within(queries);

            for (int i = 0; i < queries.size(); i++) {
                Query query = queries.get(i);
                assertThat(found.get(i)).isEqualTo(SearchCases.bruteForce(all, query));
                assertThat(index.visibleRows(query.asOf())).isEqualTo(visible(all, query.asOf()));
                assertThat(index.nearest(query.fingerprint(), query.asOf()))
                        .isEqualTo(SearchCases.bruteForce(all, SearchCases.unbounded(query)).stream()
                                .findFirst());
            }
        }
    }

    @Property(tries = 60)
    void endingAndForgettingChangeNothingThatCanStillBeAsked(@ForAll long seed) {
        Random random = new Random(seed);
        try (CompactIndex index = index(projection(seed))) {
            List<IndexedRow> all = fill(index, random, 80);
            for (int i = 0; i < 5; i++) {
                String ended = "r" + random.nextInt(20);
                long moment = random.nextInt(120);
                index.end(ended, moment);
                all.replaceAll(row -> row.referenceId().equals(ended) ? endingAt(row, moment) : row);
            }
            long horizon = random.nextInt(100);
            index.forgetEndedBefore(horizon);
            assertThat(index.rows()).isEqualTo((int)
                    all.stream().filter(row -> !row.validity().overBy(horizon)).count());
            all.addAll(fill(index, random, 30));

            for (Query query : SearchCases.queries(random, all)) {
                Query later = new Query(query.fingerprint(), query.radius(), horizon + random.nextInt(50));
                assertThat(index.within(List.of(later)).get(0)).isEqualTo(SearchCases.bruteForce(all, later));
                assertThat(index.visibleRows(later.asOf())).isEqualTo(visible(all, later.asOf()));
            }
        }
    }

    @Test
    void aRowThatEndedBeforeItWouldHaveCountedIsForgottenWithoutWaitingForThat() {
        try (CompactIndex index = index(projection(8))) {
            for (IndexedRow row : SearchCases.rows(new Random(8), 2)) {
                RowKey key = new RowKey("r" + row.version(), row.version(), row.view());
                index.add(
                        key,
                        index.compact(List.of(row.fingerprint())).get(0),
                        Validity.since(1_000),
                        row.fingerprint());
            }
            index.end("r0", 10);

            index.forgetEndedBefore(10);

            assertThat(index.rows()).isEqualTo(1);
            assertThat(index.visibleRows(1_000)).isEqualTo(1);
        }
    }

    @Test
    void mostRowsAreRuledOutWithoutTheirFingerprints() {
        Random random = new Random(5);
        try (CompactIndex index = index(projection(5))) {
            List<IndexedRow> all = fill(index, random, 2000);

            for (int i = 0; i < 50; i++) {
                index.within(
                        all.get(i).fingerprint(), 0.01, all.get(i).validity().from());
            }

            assertThat(index.comparisons()).isEqualTo(50L * 2000);
            assertThat(index.survivors()).isLessThan(index.comparisons() / 20);
        }
    }

    @Test
    void ofRowsThatAreKeptInHalfPrecisionHardlyOthersThanThoseWithinTheRadiusAreMeasured() {
        Random random = new Random(6);
        try (CompactIndex index = index(projection(6))) {
            List<IndexedRow> all = SearchCases.rows(random, 500);
            for (IndexedRow row : all) {
                RowKey key = new RowKey(row.referenceId(), fingerprints.size(), row.view());
                fingerprints.put(key, row.fingerprint());
                index.add(key, index.compact(List.of(row.fingerprint())).get(0), Validity.since(0), row.fingerprint());
            }
            double radius =
                    SquaredDistance.between(all.get(0).fingerprint(), all.get(1).fingerprint()) / 2;

            long within = 0;
            for (int i = 0; i < 50; i++) {
                within += index.within(all.get(i).fingerprint(), radius, 0).size();
            }

            assertThat(index.measured()).isBetween(within, within + 25);
            assertThat(index.survivors()).isGreaterThan(2 * index.measured());
        }
    }

    @Test
    void rowsOfAnotherProjectionAndValuesThatAreNoneAreRefused() {
        try (CompactIndex index = index(projection(1))) {
            assertThatThrownBy(() ->
                            index.add(new RowKey("a", 1, "as-is"), new CompactRow(new float[3], 0), Validity.since(0)))
                    .isInstanceOf(RlpipsException.class)
                    .hasMessage("row of reference a has 3 coordinates, the index has 7");
            assertThatThrownBy(() -> index.within(new float[SearchCases.DIMENSIONS], Double.NaN, 0))
                    .isInstanceOf(RlpipsException.class)
                    .hasMessageContaining("search radius NaN");
            assertThatThrownBy(() -> index.within(nan(), 1, 0))
                    .isInstanceOf(RlpipsException.class)
                    .hasMessage("fingerprint has the value NaN");
        }
    }

    @Test
    void ofRowsThatTheFilterLeavesOnlyAFewAreHeldWholeAtATime() {
        int rows = 2_000;
        List<WeakReference<float[]>> made = new ArrayList<>();
        AtomicLong heldAtTheEnd = new AtomicLong();
        FingerprintSource source = keys -> {
            List<float[]> some =
                    keys.stream().map(key -> new float[SearchCases.DIMENSIONS]).toList();
            if (made.size() + some.size() == rows) {
                System.gc();
                heldAtTheEnd.set(made.stream().filter(one -> one.get() != null).count());
            }
            some.forEach(one -> made.add(new WeakReference<>(one)));
            return some;
        };
        float[] asked = new float[SearchCases.DIMENSIONS];
        try (CompactIndex index = new CompactIndex(projection(1), source)) {
            CompactRow row = index.compact(List.of(asked)).get(0);
            for (int i = 0; i < rows; i++) {
                index.add(new RowKey("r" + i, 1, "as-is"), row, Validity.since(0));
            }

            List<List<Neighbour>> found = index.within(List.of(new Query(asked, 1, 0), new Query(asked, 1, 0)));

            assertThat(found).allSatisfy(ofQuery -> assertThat(ofQuery).hasSize(rows));
            assertThat(made).as("each once for the whole batch").hasSize(rows);
            assertThat(heldAtTheEnd.get()).isLessThan(rows / 10);
        }
    }

    private CompactIndex index(Projection projection) {
        fingerprints.clear();
        return new CompactIndex(
                projection, keys -> keys.stream().map(fingerprints::get).toList());
    }

    private static Projection projection(long seed) {
        return TestProjections.random(DIRECTIONS, SearchCases.DIMENSIONS, seed, BasisFormat.FLOAT32);
    }

    private List<IndexedRow> fill(CompactIndex index, Random random, int rows) {
        List<IndexedRow> all = new ArrayList<>();
        for (IndexedRow row : SearchCases.rows(random, rows)) {
            RowKey key = new RowKey(row.referenceId(), fingerprints.size(), row.view());
            fingerprints.put(key, row.fingerprint());
            CompactRow compact = index.compact(List.of(row.fingerprint())).get(0);
            if (resident(random)) {
                index.add(key, compact, row.validity(), row.fingerprint());
            } else {
                index.add(key, compact, row.validity());
            }
            all.add(new IndexedRow(key.referenceId(), key.version(), key.view(), row.fingerprint(), row.validity()));
        }
        return all;
    }

    /** Some rows of every index are kept whole and others are not. */
    private boolean resident(Random random) {
        return random.nextInt(3) > 0;
    }

    private static IndexedRow endingAt(IndexedRow row, long moment) {
        return new IndexedRow(
                row.referenceId(),
                row.version(),
                row.view(),
                row.fingerprint(),
                row.validity().endingAt(moment));
    }

    private static int visible(List<IndexedRow> rows, long asOf) {
        return (int) rows.stream().filter(row -> row.validity().contains(asOf)).count();
    }

    private static float[] nan() {
        float[] values = new float[SearchCases.DIMENSIONS];
        values[3] = Float.NaN;
        return values;
    }
}
