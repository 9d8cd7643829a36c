package io.rlpips.metric.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.RlpipsException;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ReferenceIndexTest {
    @Property(tries = 60)
    void returnsWhatComparingWithEveryRowReturns(@ForAll long seed, @ForAll @IntRange(min = 0, max = 150) int rows) {
        Random random = new Random(seed);
        try (ReferenceIndex index = new ReferenceIndex(SearchCases.DIMENSIONS)) {
            List<IndexedRow> all = fill(index, random, rows);
            List<Query> queries = SearchCases.queries(random, all);

            List<List<Neighbour>> found = index.within(queries);

            for (int i = 0; i < queries.size(); i++) {
                assertThat(found.get(i)).isEqualTo(SearchCases.bruteForce(all, queries.get(i)));
                assertThat(index.nearest(
                                queries.get(i).fingerprint(), queries.get(i).asOf()))
                        .isEqualTo(SearchCases.bruteForce(all, SearchCases.unbounded(queries.get(i))).stream()
                                .findFirst());
            }
        }
    }

    @Property(tries = 40)
    void forgettingChangesNothingThatCanStillBeAsked(@ForAll long seed) {
        Random random = new Random(seed);
        try (ReferenceIndex index = new ReferenceIndex(SearchCases.DIMENSIONS)) {
            List<IndexedRow> all = fill(index, random, 80);
            long horizon = random.nextInt(100);

            index.forgetEndedBefore(horizon);

            assertThat(index.rows())
                    .isEqualTo(all.stream()
                            .filter(row -> !row.validity().overBy(horizon))
                            .count());
            for (IndexedRow added : fill(index, random, 30)) {
                all.add(added);
            }
            for (Query query : SearchCases.queries(random, all)) {
                Query later = new Query(query.fingerprint(), query.radius(), horizon + random.nextInt(50));
                assertThat(index.within(List.of(later)).get(0)).isEqualTo(SearchCases.bruteForce(all, later));
            }
        }
    }

    @Test
    void aRowThatEndedBeforeItWouldHaveCountedIsForgottenWithoutWaitingForThat() {
        try (ReferenceIndex index = new ReferenceIndex(2)) {
            index.add(new IndexedRow("a", 1, "as-is", new float[] {1, 0}, Validity.since(1_000)));
            index.add(new IndexedRow("b", 1, "as-is", new float[] {1, 0}, Validity.since(1_000)));
            index.end("a", 10);

            index.forgetEndedBefore(10);

            assertThat(index.rows()).isEqualTo(1);
            assertThat(index.within(new float[] {1, 0}, 0, 1_000))
                    .extracting(Neighbour::referenceId)
                    .containsExactly("b");
        }
    }

    @Test
    void tiesAreBrokenByReferenceId() {
        try (ReferenceIndex index = new ReferenceIndex(2)) {
            for (String id : List.of("c", "a", "b")) {
                index.add(new IndexedRow(id, 1, "as-is", new float[] {1, 0}, Validity.since(0)));
            }

            assertThat(index.within(new float[] {1, 0}, 0, 0))
                    .extracting(Neighbour::referenceId)
                    .containsExactly("a", "b", "c");
        }
    }

    @Test
    void theRadiusIsInclusive() {
        try (ReferenceIndex index = new ReferenceIndex(2)) {
            index.add(new IndexedRow("a", 1, "as-is", new float[] {3, 4}, Validity.since(0)));

            assertThat(index.within(new float[] {0, 0}, 25, 0)).hasSize(1);
            assertThat(index.within(new float[] {0, 0}, Math.nextDown(25.0), 0)).isEmpty();
        }
    }

    @Test
    void nearDuplicatesOfLongVectorsAreNotLostToCancellation() {
        int dimensions = 31_872;
        Random random = new Random(7);
        float[] base = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            base[i] = 10 + random.nextFloat();
        }
        float[] near = base.clone();
        near[5] += 1e-3f;
        try (ReferenceIndex index = new ReferenceIndex(dimensions)) {
            index.add(new IndexedRow("a", 1, "as-is", base, Validity.since(0)));

            List<Neighbour> found = index.within(near, 1e-5, 0);

            assertThat(found).hasSize(1);
            assertThat(found.get(0).distance()).isEqualTo(SquaredDistance.between(base, near));
        }
    }

    @Test
    void rowsAreSeenFromTheirStartToBeforeTheirEnd() {
        try (ReferenceIndex index = new ReferenceIndex(1)) {
            index.add(new IndexedRow("a", 1, "as-is", new float[] {1}, Validity.since(10)));
            index.end("a", 20);
            index.add(new IndexedRow("a", 2, "as-is", new float[] {2}, Validity.since(20)));

            assertThat(index.visibleRows(9)).isZero();
            assertThat(index.within(new float[] {1}, 9, 10))
                    .extracting(Neighbour::version)
                    .containsExactly(1L);
            assertThat(index.within(new float[] {1}, 9, 19))
                    .extracting(Neighbour::version)
                    .containsExactly(1L);
            assertThat(index.within(new float[] {1}, 9, 20))
                    .extracting(Neighbour::version)
                    .containsExactly(2L);
        }
    }

    @Test
    void fingerprintsOfAnotherLengthOrWithoutAValueAreRefused() {
        try (ReferenceIndex index = new ReferenceIndex(3)) {
            assertThatThrownBy(() -> index.within(new float[2], 1, 0))
                    .isInstanceOf(RlpipsException.class)
                    .hasMessage("query has 2 dimensions, the index has 3");
            assertThatThrownBy(() -> index.add(
                            new IndexedRow("a", 1, "as-is", new float[] {0, Float.NaN, 0}, Validity.since(0))))
                    .isInstanceOf(RlpipsException.class)
                    .hasMessage("row of reference a has the value NaN");
            assertThatThrownBy(() -> index.within(new float[3], Double.NaN, 0))
                    .isInstanceOf(RlpipsException.class)
                    .hasMessageContaining("search radius NaN");
        }
    }

    private static List<IndexedRow> fill(ReferenceIndex index, Random random, int rows) {
        List<IndexedRow> all = SearchCases.rows(random, rows);
        all.forEach(index::add);
        return all;
    }
}
