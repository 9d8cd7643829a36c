package io.rlpips.metric.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.projection.CompactProjector;
import io.rlpips.metric.projection.CompactRow;
import io.rlpips.metric.projection.TestProjections;
import io.rlpips.metric.weights.Precision;
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
            String ended = "r" + random.nextInt(20);
            index.end(ended, 30);
            all.replaceAll(row -> row.referenceId().equals(ended)
                    ? new IndexedRow(
                            row.referenceId(),
                            row.version(),
                            row.view(),
                            row.fingerprint(),
                            row.validity().endingAt(30))
                    : row);
            index.forgetEndedBefore(20);
            all.removeIf(row -> row.validity().until() <= 20);
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
        fingerprints.clear();
        return new ApproximateIndex(
                DIRECTIONS + 1, keys -> keys.stream().map(fingerprints::get).toList(), CANDIDATES);
    }

    private static CompactProjector projector(long seed) {
        return new CompactProjector(
                TestProjections.random(DIRECTIONS, SearchCases.DIMENSIONS, seed, Precision.FLOAT32));
    }

    private static List<Neighbour> search(ApproximateIndex index, CompactProjector projector, Query query) {
        CompactRow row = projector.compact(List.of(query.fingerprint())).get(0);
        return index.within(List.of(query), List.of(row)).get(0);
    }

    private List<IndexedRow> fill(ApproximateIndex index, CompactProjector projector, Random random, int rows) {
        List<IndexedRow> all = new ArrayList<>();
        for (IndexedRow row : SearchCases.rows(random, rows)) {
            RowKey key = new RowKey(row.referenceId(), fingerprints.size(), row.view());
            fingerprints.put(key, row.fingerprint());
            CompactRow compact = projector.compact(List.of(row.fingerprint())).get(0);
            index.add(key, compact, row.validity());
            all.add(new IndexedRow(key.referenceId(), key.version(), key.view(), row.fingerprint(), row.validity()));
        }
        return all;
    }
}
