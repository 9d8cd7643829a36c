package io.rlpips.metric.search;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Rows of a few float32 columns, in blocks that are held column by column: the inner products of a query with all rows of
 * a block are sums over arrays, which the compiler turns into vector instructions, and a block stays in the processor's
 * cache while all queries pass over it. A matrix product of the engine is as fast for many queries only, and has to be
 * looked through afterwards ({@code RowProductBenchmark}). Not thread-safe.
 */
final class ColumnBlocks {
    private static final int ROWS = 2048;
    /** Where more rows of a block than these reach a product, a longer one pays in the blocks to come. */
    private static final int MANY = ROWS / 64;
    /** Of the rows of a block, each looked through only where its largest product is large enough. */
    private static final int GROUPS = 128;

    private final int columns;
    /** Of each block [columns][ROWS]. */
    private final List<float[][]> blocks = new ArrayList<>();

    private final float[] products = new float[ROWS];
    /** Of ever more rows the largest product: of two that are ROWS / 2 apart, of four, and so on down to the groups. */
    private final List<float[]> largest = new ArrayList<>();
    /** One more than the last that was set. */
    private int rows;

    /**
     * A product over some of the columns, by which rows can be told from those that are asked for.
     *
     * @param from first column
     * @param until one more than the last column
     * @param least [queries] what the product is at least with a row that is asked for; products are sums of float32
     *     products, in float32 and in any order
     */
    record Product(int from, int until, float[] least) {}

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
        for (int count = ROWS / 2; count >= GROUPS; count /= 2) {
            largest.add(new float[count]);
        }
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
     * Visits the pairs whose product is large enough, or is no number because it overflowed, in no order that counts. A
     * query begins with the first product, and goes on with the next one when that has left many rows of a block.
     *
     * @param queries [Q][columns]
     * @param products at least one; each is at least its {@code least} with every row that is asked for
     */
    void forEachAtLeast(List<float[]> queries, List<Product> products, PairVisitor visitor) {
        int[] chosen = new int[queries.size()];
        for (int block = 0; block < blocks.size(); block++) {
            int first = block * ROWS;
            int used = Math.min(ROWS, rows - first);
            for (int query = 0; query < queries.size(); query++) {
                Product product = products.get(chosen[query]);
                multiply(blocks.get(block), queries.get(query), product, used);
                int asked = query;
                int left = visit(used, product.least()[query], row -> visitor.visit(first + row, asked));
                if (left > MANY && chosen[query] < products.size() - 1) {
                    chosen[query]++;
                }
            }
        }
    }

    /**
     * A look at each product would cost a fourth of what the products cost. A product that overflowed to no number is
     * large enough, and hides no other one of its group.
     *
     * @return how many rows were visited
     */
    private int visit(int used, float least, IntConsumer visitor) {
        float[] largestOfGroups = largestOfGroups(used);
        int visited = 0;
        for (int group = 0; group < GROUPS; group++) {
            if (!(largestOfGroups[group] < least)) {
                for (int row = group; row < used; row += GROUPS) {
                    if (!(products[row] < least)) {
                        visitor.accept(row);
                        visited++;
                    }
                }
            }
        }
        return visited;
    }

    /** Maxima of one array into another are what the compiler turns into vector instructions; within one it does not. */
    private float[] largestOfGroups(int used) {
        Arrays.fill(products, used, ROWS, Float.NEGATIVE_INFINITY);
        float[] values = products;
        for (float[] maxima : largest) {
            maxima(values, maxima, maxima.length);
            values = maxima;
        }
        return values;
    }

    private static void maxima(float[] values, float[] maxima, int half) {
        for (int i = 0; i < half; i++) {
            maxima[i] = Math.max(values[i], values[i + half]);
        }
    }

    /** Four columns at a time: each pass over the sums reads and writes them once. */
    private void multiply(float[][] block, float[] query, Product product, int used) {
        int column = start(block, query, product.from(), product.until(), used);
        for (; column < product.until(); column += 4) {
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

    /**
     * Begins the sums with the columns that fours leave over; two or more of them are written without sums read before.
     *
     * @return the first column that is left to be added
     */
    private int start(float[][] block, float[] query, int from, int until, int used) {
        int over = (until - from) % 4;
        if (over >= 2) {
            takeTwo(query[from], block[from], query[from + 1], block[from + 1], products, used);
        } else {
            Arrays.fill(products, 0, used, 0);
        }
        if (over % 2 == 1) {
            addOne(query[from + over - 1], block[from + over - 1], products, used);
        }
        return from + over;
    }

    private static void takeTwo(float a, float[] x, float b, float[] y, float[] sums, int used) {
        for (int i = 0; i < used; i++) {
            sums[i] = a * x[i] + b * y[i];
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
