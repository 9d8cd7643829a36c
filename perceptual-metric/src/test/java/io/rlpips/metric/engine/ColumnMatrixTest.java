package io.rlpips.metric.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.RlpipsException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ColumnMatrixTest {
    private static final int ROWS_PER_BLOCK = 16;

    @Property(tries = 60)
    void productsRunOverTheColumnsThatAreAskedFor(
            @ForAll @IntRange(min = 1, max = 12) int columns,
            @ForAll @IntRange(min = 1, max = 40) int rows,
            @ForAll @IntRange(min = 1, max = 5) int queries,
            @ForAll long seed) {
        Random random = new Random(seed);
        int from = random.nextInt(columns);
        int until = from + 1 + random.nextInt(columns - from);
        List<float[]> held = WholeNumberPoints.draw(random, rows, columns);
        List<float[]> asked = WholeNumberPoints.draw(random, queries, columns);
        ColumnMatrix matrix = new ColumnMatrix(columns, ROWS_PER_BLOCK);
        for (int row = rows - 1; row >= 0; row--) {
            matrix.set(row, held.get(row));
        }

        assertThat(matrix.blocks()).isEqualTo((rows + ROWS_PER_BLOCK - 1) / ROWS_PER_BLOCK);
        try (ColumnMatrix.Multiplication multiplication = matrix.multiplication()) {
            ColumnMatrix.Queries operand = multiplication.queries(
                    asked.stream()
                            .map(query -> Arrays.copyOfRange(query, from, until))
                            .toList(),
                    from,
                    until);
            for (int block = 0; block < matrix.blocks(); block++) {
                int first = block * ROWS_PER_BLOCK;
                multiplication.visit(block, operand, products -> {
                    assertThat(products.remaining()).isEqualTo(queries * ROWS_PER_BLOCK);
                    for (int query = 0; query < queries; query++) {
                        for (int row = 0; row < Math.min(ROWS_PER_BLOCK, rows - first); row++) {
                            assertThat(Float.intBitsToFloat(products.get(query * ROWS_PER_BLOCK + row)))
                                    .isEqualTo(WholeNumberPoints.product(
                                            asked.get(query), held.get(first + row), from, until));
                        }
                    }
                });
            }
        }
    }

    @Test
    void aRowOfAnotherLengthAndAMatrixWithoutColumnsAreRefused() {
        assertThatThrownBy(() -> new ColumnMatrix(3, ROWS_PER_BLOCK).set(0, new float[4]))
                .isInstanceOf(RlpipsException.class)
                .hasMessage("row of 4 values, needs 3");
        assertThatThrownBy(() -> new ColumnMatrix(0, ROWS_PER_BLOCK))
                .isInstanceOf(RlpipsException.class)
                .hasMessage("matrix with 0 columns in blocks of 16 rows, both need at least 1");
    }
}
