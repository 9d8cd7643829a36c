package io.rlpips.metric.search;

import io.rlpips.metric.engine.ColumnMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rows of a few float32 columns, and which of them have a product with a query that is large enough. The engine
 * multiplies a block of rows with all queries and takes off what a product is at least, so that its sign tells
 * ({@code RowProductBenchmark}). Not thread-safe; the memory is outside the heap and goes with the object.
 */
final class ColumnBlocks {
    private static final int ROWS = 4096;
    /** Where a product would leave so many rows of a block, a longer one pays. */
    private static final int MANY = ROWS / 64;
    /** Sums of products that are smaller together are numbers, in whatever order. */
    private static final float LARGEST_SUM = 1e37f;

    private final int columns;
    private final ColumnMatrix matrix;
    private final SignScan signs = new SignScan(ROWS);
    /** Of all values that were ever set. */
    private float largestMagnitude;
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
        this.columns = columns;
        this.matrix = new ColumnMatrix(columns, ROWS);
    }

    /** Writes a row, making blocks up to it; rows that were never set are zero. */
    void set(int row, float[] values) {
        matrix.set(row, values);
        largestMagnitude = Math.max(largestMagnitude, magnitude(values));
        rows = Math.max(rows, row + 1);
    }

    /**
     * Visits the pairs whose product is large enough, in no order that counts. A query begins with the first product, and
     * goes on with the next one when that would leave many rows of a block. One whose products might overflow visits
     * all rows.
     *
     * @param queries [Q][columns]
     * @param products at least one; each is at least its {@code least} with every row that is asked for
     */
    void forEachAtLeast(List<float[]> queries, List<Product> products, PairVisitor visitor) {
        List<Integer> numbers = new ArrayList<>();
        for (int query = 0; query < queries.size(); query++) {
            if (mayOverflow(queries.get(query)) || isUnbounded(query, products)) {
                visitAll(query, visitor);
            } else {
                numbers.add(query);
            }
        }
        if (!numbers.isEmpty() && rows > 0) {
            try (ColumnMatrix.Multiplication multiplication = matrix.multiplication()) {
                forEachAtLeast(askings(multiplication, queries, products, numbers), visitor);
            }
        }
    }

    private void forEachAtLeast(List<Asking> askings, PairVisitor visitor) {
        int last = askings.size() - 1;
        for (int block = 0; block < matrix.blocks(); block++) {
            for (int i = 0; i < last; i++) {
                List<Integer> goOn = askings.get(i).visit(block, MANY, visitor);
                if (!goOn.isEmpty()) {
                    askings.get(i).remove(goOn);
                    askings.get(i + 1).add(goOn);
                }
            }
            askings.get(last).visit(block, ROWS + 1, visitor);
        }
    }

    private List<Asking> askings(
            ColumnMatrix.Multiplication multiplication,
            List<float[]> queries,
            List<Product> products,
            List<Integer> numbers) {
        List<Asking> askings = new ArrayList<>();
        for (Product product : products) {
            askings.add(new Asking(multiplication, queries, product));
        }
        askings.get(0).add(numbers);
        return askings;
    }

    /** Written so that a value that is no number overflows. */
    private boolean mayOverflow(float[] query) {
        return !((double) largestMagnitude * magnitude(query) * columns < LARGEST_SUM);
    }

    private static boolean isUnbounded(int query, List<Product> products) {
        return products.stream().anyMatch(product -> Float.isNaN(product.least()[query]));
    }

    private void visitAll(int query, PairVisitor visitor) {
        for (int row = 0; row < rows; row++) {
            visitor.visit(row, query);
        }
    }

    /** @return the largest of the values, whatever their signs; 0 where there are none */
    static float magnitude(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /** Those of the queries that are asked by one product. */
    private final class Asking {
        private final ColumnMatrix.Multiplication multiplication;
        private final List<float[]> queries;
        private final Product product;
        private final List<Integer> numbers = new ArrayList<>();
        /** Of the numbers as they are; absent after a change. */
        private Optional<ColumnMatrix.Queries> operand = Optional.empty();

        Asking(ColumnMatrix.Multiplication multiplication, List<float[]> queries, Product product) {
            this.multiplication = multiplication;
            this.queries = queries;
            this.product = product;
        }

        void add(List<Integer> more) {
            numbers.addAll(more);
            operand = Optional.empty();
        }

        void remove(List<Integer> some) {
            numbers.removeAll(some);
            operand = Optional.empty();
        }

        /** @return the queries that would visit {@code tooMany} rows or more, and visited none */
        List<Integer> visit(int block, int tooMany, PairVisitor visitor) {
            if (numbers.isEmpty()) {
                return List.of();
            }
            int first = block * ROWS;
            int used = Math.min(ROWS, rows - first);
            List<Integer> notVisited = new ArrayList<>();
            multiplication.visit(block, operand(), differences -> {
                for (int i = 0; i < numbers.size(); i++) {
                    int query = numbers.get(i);
                    if (!signs.forEachNotNegative(
                            differences, i * ROWS, used, tooMany, row -> visitor.visit(first + row, query))) {
                        notVisited.add(query);
                    }
                }
            });
            return notVisited;
        }

        private ColumnMatrix.Queries operand() {
            if (operand.isEmpty()) {
                float[] below = new float[numbers.size()];
                for (int i = 0; i < below.length; i++) {
                    // A product that is as large is above by more than nothing, whose sign may be either one.
                    below[i] = Math.nextDown(product.least()[numbers.get(i)]);
                }
                operand = Optional.of(multiplication.queries(
                        numbers.stream().map(queries::get).toList(), product.from(), product.until(), below));
            }
            return operand.get();
        }
    }
}
