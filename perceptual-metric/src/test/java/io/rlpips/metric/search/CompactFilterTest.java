package io.rlpips.metric.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.projection.CompactRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CompactFilterTest {
    private static final int LENGTH = 30;

    /** A query and the slot of a row. */
    private record Pair(int query, int slot) {}

    @Property(tries = 60)
    void tellsEveryRowWithinReachAndNoneThatWasRemoved(@ForAll long seed) {
        Random random = new Random(seed);
        CompactFilter filter = new CompactFilter(LENGTH);
        Map<Integer, CompactRow> rows = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            CompactRow row = row(random);
            assertThat(rows.put(filter.add(row), row)).as("a slot in use").isNull();
            if (random.nextInt(3) == 0) {
                int removed = List.copyOf(rows.keySet()).get(random.nextInt(rows.size()));
                filter.remove(removed);
                rows.remove(removed);
            }
        }
        List<CompactRow> queries = new ArrayList<>();
        double[] distances = new double[150];
        for (int i = 0; i < distances.length; i++) {
            queries.add(row(random));
            distances[i] = 60 * random.nextDouble();
        }

        Set<Pair> told = new HashSet<>();
        filter.within(queries, distances, (query, slot) -> told.add(new Pair(query, slot)));

        assertThat(filter.rows()).isEqualTo(rows.size());
        assertThat(told).extracting(Pair::slot).isSubsetOf(rows.keySet());
        assertThat(told).containsAll(withinReach(rows, queries, distances));
        assertThat(told.size()).as("it rules out something").isLessThan(rows.size() * queries.size());
    }

    private static Set<Pair> withinReach(Map<Integer, CompactRow> rows, List<CompactRow> queries, double[] distances) {
        Set<Pair> within = new HashSet<>();
        for (int query = 0; query < queries.size(); query++) {
            for (Map.Entry<Integer, CompactRow> row : rows.entrySet()) {
                CompactRow asked = queries.get(query);
                double apart = Math.sqrt(SquaredDistance.between(
                                asked.point(), row.getValue().point()))
                        - asked.rounding()
                        - row.getValue().rounding();
                if (Math.pow(Math.max(0, apart), 2) <= distances[query]) {
                    within.add(new Pair(query, row.getKey()));
                }
            }
        }
        return within;
    }

    @Test
    void aRowOfAnotherLengthIsRefused() {
        CompactFilter filter = new CompactFilter(LENGTH);
        assertThatThrownBy(() -> filter.add(new CompactRow(new float[2], 0)))
                .isInstanceOf(RlpipsException.class)
                .hasMessage("compact row of 2 coordinates, the filter's have 30");
    }

    private static CompactRow row(Random random) {
        float[] point = new float[LENGTH];
        for (int i = 0; i < point.length; i++) {
            point[i] = (float) random.nextGaussian();
        }
        return new CompactRow(point, random.nextFloat() / 10);
    }
}
