package io.rlpips.metric.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.engine.WholeNumberPoints;
import io.rlpips.metric.failure.RlpipsException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ColumnBlocksTest {
    /** A row and a query whose product is positive. */
    private record Pair(int row, int query) {}

    @Property(tries = 60)
    void thePairsWhoseProductIsPositiveAreVisitedAndNoOther(
            @ForAll @IntRange(min = 1, max = 30) int columns,
            @ForAll @IntRange(min = 0, max = 5_000) int rows,
            @ForAll @IntRange(min = 0, max = 5) int queries,
            @ForAll long seed) {
        Random random = new Random(seed);
        List<float[]> held = WholeNumberPoints.draw(random, rows, columns);
        List<float[]> asked = WholeNumberPoints.draw(random, queries, columns);
        // The last column of the rows is 1, so that of the queries moves all products, and none of them is 0.
        held.forEach(row -> row[columns - 1] = 1);
        asked.forEach(query -> query[columns - 1] = random.nextInt(4 * columns) - 2 * columns + 0.5f);
        ColumnBlocks blocks = new ColumnBlocks(columns);
        // In any order, and some of them twice: the last counts.
        for (int row = rows - 1; row >= 0; row--) {
            blocks.set(row, asked.isEmpty() ? held.get(row) : asked.get(0));
            blocks.set(row, held.get(row));
        }
        List<Pair> expected = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            for (int query = 0; query < queries; query++) {
                if (WholeNumberPoints.product(held.get(row), asked.get(query), 0, columns) > 0) {
                    expected.add(new Pair(row, query));
                }
            }
        }

        List<Pair> visited = new ArrayList<>();
        blocks.forEachPositive(queries, all(columns, asked), (row, query) -> visited.add(new Pair(row, query)));

        assertThat(visited).containsExactlyInAnyOrderElementsOf(expected);
    }

    /** Every other row is so large that its products overflow, in both directions at once. */
    @Test
    void aRowBeyondAllBoundsIsVisitedAndHidesNone() {
        ColumnBlocks blocks = new ColumnBlocks(4);
        for (int row = 0; row < 5_000; row++) {
            blocks.set(row, row % 2 == 0 ? new float[] {3e38f, 3e38f, -3e38f, 1} : new float[] {row, 0, 0, 1});
        }

        Set<Integer> visited = new HashSet<>();
        blocks.forEachPositive(
                1, all(4, List.of(new float[] {1, 1e38f, 1e38f, -2_499.5f})), (row, query) -> visited.add(row));

        assertThat(visited)
                .containsAll(IntStream.range(0, 5_000)
                        .filter(row -> row % 2 == 0 || row >= 2_500)
                        .boxed()
                        .toList());
    }

    /** A quarter of the rows reach the first product, one in a hundred the second: which is asked instead. */
    @Test
    void aProductThatManyRowsReachGivesWayToTheNextOneForTheQueriesConcerned() {
        ColumnBlocks blocks = new ColumnBlocks(3);
        for (int row = 0; row < 20_000; row++) {
            blocks.set(row, new float[] {row % 4 == 0 ? 1 : 0, 1, row % 100 == 0 ? 1 : 0});
        }
        List<ColumnBlocks.Product> products = List.of(
                new ColumnBlocks.Product(0, 2, List.of(new float[] {1, -0.5f}, new float[] {1, -1.5f})),
                new ColumnBlocks.Product(1, 3, List.of(new float[] {-0.5f, 1}, new float[] {1, 1})));

        int[] visited = new int[2];
        Set<Integer> wanted = new HashSet<>();
        blocks.forEachPositive(2, products, (row, query) -> {
            visited[query]++;
            if (query == 0 && row % 100 == 0) {
                wanted.add(row);
            }
        });

        assertThat(wanted).as("those that both products tell").hasSize(200);
        assertThat(visited[0]).as("none besides those of the second product").isEqualTo(200);
        assertThat(visited[1]).as("none reach its first product, which stays").isZero();
    }

    private static List<ColumnBlocks.Product> all(int columns, List<float[]> queries) {
        return List.of(new ColumnBlocks.Product(0, columns, queries));
    }

    @Test
    void aRowOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> new ColumnBlocks(3).set(0, new float[4]))
                .isInstanceOf(RlpipsException.class)
                .hasMessage("row of 4 values, needs 3");
    }
}
