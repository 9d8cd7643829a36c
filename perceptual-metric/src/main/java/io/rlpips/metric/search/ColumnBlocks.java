package io.rlpips.metric.search;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of a few float32 columns, in blocks that are held column by column: the inner products of a query with all rows of
 * a block are sums over arrays, which the compiler turns into vector instructions, and a block stays in the processor's
 * cache while all queries pass over it. A matrix product of the engine is as fast for many queries only, and has to be
 * looked through afterwards ({@code RowProductBenchmark}). Not thread-safe.
 */
final class ColumnBlocks {
    private static final int ROWS = 2048;

    private final int columns;
    /** Of each block [columns][ROWS]. */
    private final List<float[][]> blocks = new ArrayList<>();

    private final float[] products = new float[ROWS];
    /** One more than the last that was set. */
    private int rows;

    /** A row and a query whose product is large enough. */
    @FunctionalInterface
    interface PairVisitor {
        void visit(int row, int query);
    }

    ColumnBlocks(int columns) {
        if (columns < 1) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "rows of %d columns, need at least 1".formatted(columns));
        }
        this.columns = columns;
    }

    /** Writes a row, making blocks up to it; rows that were never set are zero. */
    void set(int row, float[] values) {
        if (values.length != columns) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "row of %d values, needs %d".formatted(values.length, columns));
        }
        while (row / ROWS >= blocks.size()) {
            blocks.add(new float[columns][ROWS]);
        }
        float[][] block = blocks.get(row / ROWS);
        for (int column = 0; column < columns; column++) {
            block[column][row % ROWS] = values[column];
        }
        rows = Math.max(rows, row + 1);
    }

    /**
     * Visits the pairs whose product is large enough, for each query in the order of rows.
     *
     * @param queries [Q][columns]
     * @param least [Q] what a product with that query is at least; products are sums of {@code columns} float32 products,
     *     in float32 and in any order
     */
    void forEachAtLeast(List<float[]> queries, float[] least, PairVisitor visitor) {
        for (int block = 0; block < blocks.size(); block++) {
            int first = block * ROWS;
            int used = Math.min(ROWS, rows - first);
            for (int query = 0; query < queries.size(); query++) {
                multiply(blocks.get(block), queries.get(query), used);
                for (int row = 0; row < used; row++) {
                    if (products[row] >= least[query]) {
                        visitor.visit(first + row, query);
                    }
                }
            }
        }
    }

    /** Four columns at a time: each pass over the sums reads and writes them once. */
    private void multiply(float[][] block, float[] query, int used) {
        int column = columns % 4;
        start(block, query, column, used);
        for (; column < columns; column += 4) {
            addFour(
                    query[column],
                    block[column],
                    query[column + 1],
                    block[column + 1],
                    query[column + 2],
                    block[column + 2],
                    query[column + 3],
                    block[column + 3],
                    products,
                    used);
        }
    }

    /** The products with the first columns, as many as four leave over. */
    private void start(float[][] block, float[] query, int count, int used) {
        for (int row = 0; row < used; row++) {
            products[row] = 0;
        }
        for (int column = 0; column < count; column++) {
            addOne(query[column], block[column], products, used);
        }
    }

    private static void addOne(float a, float[] x, float[] sums, int used) {
        for (int i = 0; i < used; i++) {
            sums[i] += a * x[i];
        }
    }

    private static void addFour(
            float a, float[] x, float b, float[] y, float c, float[] z, float d, float[] w, float[] sums, int used) {
        for (int i = 0; i < used; i++) {
            sums[i] += a * x[i] + b * y[i] + c * z[i] + d * w[i];
        }
    }
}
