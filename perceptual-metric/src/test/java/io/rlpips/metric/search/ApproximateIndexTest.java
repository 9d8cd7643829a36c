package io.rlpips.metric.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.projection.BasisFormat;
import io.rlpips.metric.projection.CompactProjector;
import io.rlpips.metric.projection.CompactRow;
import io.rlpips.metric.projection.TestProjections;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ApproximateIndexTest {
    private static final int DIRECTIONS = 6;
    private static final int CANDIDATES = 20;

    private final Map<RowKey, float[]> fingerprints = new HashMap<>();

    @Property(tries = 30)
    void whatItReturnsIsVisibleAndWithinTheRadiusAtTheTrueDistance(@ForAll long seed) {
        Random random = new Random(seed);
        try (CompactProjector projector = projector(seed);
                ApproximateIndex index = index()) {
            List<IndexedRow> all = fill(index, projector, random, 80);
            end(index, all, "r" + random.nextInt(20), 30);
            index.forgetEndedBefore(20);
            all.removeIf(row -> row.validity().overBy(20));
            all.addAll(fill(index, projector, random, 40));
            assertThat(index.rows()).isEqualTo(all.size());

            for (Query asked : SearchCases.queries(random, all)) {
                Query query = new Query(asked.fingerprint(), asked.radius(), 20 + random.nextInt(60));
                List<Neighbour> found = search(index, projector, query);
                assertThat(SearchCases.bruteForce(all, query)).containsAll(found);
                assertThat(found).isSortedAccordingTo(Neighbour.ORDER);
            }
        }
    }

    /** As many candidates as rows, so that hardly any is missed for want of them. */
    @Property(tries = 20)
    void whatIsFoundStaysRightWhileRowsAreAddedReplacedAndRemoved(@ForAll long seed) {
        Random random = new Random(seed);
        int expected = 0;
        int found = 0;
        boolean someWereMarked = false;
        boolean allWereTakenOut = false;
        try (CompactProjector projector = projector(seed);
                ApproximateIndex index = index(400)) {
            List<IndexedRow> all = new ArrayList<>(add(index, projector, everlasting(random, 60)));
            for (long now = 1; now <= 25; now++) {
                String changed = "r" + random.nextInt(20);
                end(index, all, changed, now);
                List<IndexedRow> news = everlasting(random, random.nextInt(12));
                if (random.nextBoolean()) {
                    // Replaced: the reference comes back, in slots of rows that went before it.
                    news.replaceAll(row ->
                            new IndexedRow(changed, row.version(), row.view(), row.fingerprint(), Validity.since(0)));
                }
                all.addAll(add(index, projector, news));
                long forgotten = now - random.nextInt(3);
                index.forgetEndedBefore(forgotten);
                all.removeIf(row -> row.validity().overBy(forgotten));

                assertThat(index.rows()).isEqualTo(all.size());
                assertThat(index.markedRows())
                        .as("in the graph beside the rows that stay")
                        .isLessThanOrEqualTo(all.size() / 3);
                someWereMarked |= index.markedRows() > 0;
                allWereTakenOut |= someWereMarked && index.markedRows() == 0;
                for (Query asked : SearchCases.queries(random, all)) {
                    Query query = new Query(asked.fingerprint(), asked.radius(), now);
                    List<Neighbour> right = SearchCases.bruteForce(all, query);
                    List<Neighbour> answer = search(index, projector, query);
                    assertThat(right).containsAll(answer);
                    expected += right.size();
                    found += answer.size();
                }
            }
        }
        assertThat(someWereMarked && allWereTakenOut).isTrue();
        assertThat(found).as("of %d", expected).isGreaterThan(expected * 95 / 100);
    }

    @Test
    void theGraphIsNotCleanedForEachRowThatEnds() {
        Random random = new Random(4);
        try (CompactProjector projector = projector(4);
                ApproximateIndex index = index()) {
            List<IndexedRow> all = new ArrayList<>();
            for (IndexedRow row : everlasting(random, 400)) {
                all.add(new IndexedRow("r" + all.size(), row.version(), row.view(), row.fingerprint(), row.validity()));
            }
            add(index, projector, all);
            for (int ended = 1; ended <= 100; ended++) {
                index.end("r" + ended, ended);
                index.forgetEndedBefore(ended);

                assertThat(index.markedRows()).isEqualTo(ended);
                assertThat(index.rows()).isEqualTo(400 - ended);
            }

            index.end("r101", 101);
            index.forgetEndedBefore(101);

            assertThat(index.markedRows())
                    .as("more than a third of those that stay")
                    .isZero();
            assertThat(index.rows()).isEqualTo(299);
        }
    }

    @Test
    void nearlyAllNearCopiesAmongManyRowsAreFound() {
        Random random = new Random(3);
        try (CompactProjector projector = projector(3);
                ApproximateIndex index = index()) {
            List<IndexedRow> all = fill(index, projector, random, 3_000);

            int found = 0;
            for (IndexedRow row : all.subList(0, 500)) {
                Query query = new Query(row.fingerprint(), 0, row.validity().from());
                found += search(index, projector, query).stream()
                                .anyMatch(neighbour -> neighbour.version() == row.version())
                        ? 1
                        : 0;
            }

            assertThat(found).isGreaterThanOrEqualTo(490);
        }
    }

    /** Measuring a row may mean embedding its master again. */
    @Test
    void aCandidateThatItsCompactRowShowsToBeBeyondTheRadiusIsNotMeasured() {
        Random random = new Random(5);
        List<RowKey> measured = new ArrayList<>();
        try (CompactProjector projector = projector(5);
                ApproximateIndex index = new ApproximateIndex(
                        DIRECTIONS + 1,
                        keys -> {
                            measured.addAll(keys);
                            return keys.stream().map(fingerprints::get).toList();
                        },
                        CANDIDATES)) {
            List<IndexedRow> all = add(index, projector, everlasting(random, 1_000));
            int matches = 0;
            for (IndexedRow row : all.subList(0, 200)) {
                Query query = new Query(row.fingerprint(), 0.001, 0);
                measured.clear();
                List<Neighbour> found = search(index, projector, query);
                matches += found.size();

                CompactRow asked =
                        projector.compact(List.of(query.fingerprint())).get(0);
                assertThat(measured).allSatisfy(key -> {
                    CompactRow held =
                            projector.compact(List.of(fingerprints.get(key))).get(0);
                    double apart = Math.sqrt(SquaredDistance.between(asked.point(), held.point()));
                    assertThat(apart).isLessThan(Math.sqrt(query.radius()) + 1e-3);
                });
            }
            assertThat(matches).as("nearly every row finds itself").isGreaterThanOrEqualTo(190);
        }
    }

    @Test
    void anEmptyIndexFindsNothingAndRowsOfAnotherLengthAreRefused() {
        try (CompactProjector projector = projector(1);
                ApproximateIndex index = index()) {
            float[] any = new float[SearchCases.DIMENSIONS];
            CompactRow row = projector.compact(List.of(any)).get(0);

            assertThat(index.nearest(any, row, 0)).isEmpty();
            assertThatThrownBy(() ->
                            index.add(new RowKey("a", 1, "as-is"), new CompactRow(new float[3], 0), Validity.since(0)))
                    .isInstanceOf(RlpipsException.class)
                    .hasMessage("row of reference a has 3 coordinates, the index has 7");
        }
    }

    private ApproximateIndex index() {
        return index(CANDIDATES);
    }

    private ApproximateIndex index(int candidates) {
        fingerprints.clear();
        return new ApproximateIndex(
                DIRECTIONS + 1, keys -> keys.stream().map(fingerprints::get).toList(), candidates);
    }

    /** Rows that count until they are ended. */
    private static List<IndexedRow> everlasting(Random random, int count) {
        List<IndexedRow> rows = SearchCases.rows(random, count);
        rows.replaceAll(row ->
                new IndexedRow(row.referenceId(), row.version(), row.view(), row.fingerprint(), Validity.since(0)));
        return rows;
    }

    private static void end(ApproximateIndex index, List<IndexedRow> all, String reference, long moment) {
        index.end(reference, moment);
        all.replaceAll(row -> row.referenceId().equals(reference)
                ? new IndexedRow(
                        row.referenceId(),
                        row.version(),
                        row.view(),
                        row.fingerprint(),
                        row.validity().endingAt(moment))
                : row);
    }

    private static CompactProjector projector(long seed) {
        return new CompactProjector(
                TestProjections.random(DIRECTIONS, SearchCases.DIMENSIONS, seed, BasisFormat.FLOAT32));
    }

    private static List<Neighbour> search(ApproximateIndex index, CompactProjector projector, Query query) {
        CompactRow row = projector.compact(List.of(query.fingerprint())).get(0);
        return index.within(List.of(query), List.of(row)).get(0);
    }

    private List<IndexedRow> fill(ApproximateIndex index, CompactProjector projector, Random random, int rows) {
        return add(index, projector, SearchCases.rows(random, rows));
    }

    /** @return the rows as they were added, each with a version of its own */
    private List<IndexedRow> add(ApproximateIndex index, CompactProjector projector, List<IndexedRow> rows) {
        List<IndexedRow> all = new ArrayList<>();
        for (IndexedRow row : rows) {
            RowKey key = new RowKey(row.referenceId(), fingerprints.size(), row.view());
            fingerprints.put(key, row.fingerprint());
            CompactRow compact = projector.compact(List.of(row.fingerprint())).get(0);
            index.add(key, compact, row.validity());
            all.add(new IndexedRow(key.referenceId(), key.version(), key.view(), row.fingerprint(), row.validity()));
        }
        return all;
    }
}
