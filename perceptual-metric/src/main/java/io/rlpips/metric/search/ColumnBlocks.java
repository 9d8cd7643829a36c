package io.rlpips.metric.search;

import io.rlpips.metric.engine.ColumnMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rows of a few float32 columns, and which of them have a positive product with a query. The engine multiplies a block of
 * rows with all queries, and the signs are looked through ({@code RowProductBenchmark}). Not thread-safe; the memory is
 * outside the heap and goes with the object.
 */
final class ColumnBlocks {
    private static final int ROWS = SignScan.MOST;
    /** Where a product would leave so many rows of a block, a longer one pays: a look at each takes as long. */
    private static final int MANY = ROWS / 256;
    /** Sums of products that are smaller together are numbers, in whatever order. */
    private static final float LARGEST_SUM = 1e37f;

    private final int columns;
    private final ColumnMatrix matrix;
    private final SignScan signs = new SignScan();
    /** Of all values that were ever set. */
    private float largestMagnitude;
    /** One more than the last that was set. */
    private int rows;

    /**
     * A product over some of the columns, by which rows can be told from those that are asked for.
     *
     * @param from first column
     * @param until one more than the last column
     * @param queries [queries][until - from] whose products with rows that are asked for are positive; they are sums of
     *     float32 products, in float32 and in any order
     */
    record Product(int from, int until, List<float[]> queries) {}

    /** A row and a query whose product is positive. */
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
     * Visits the pairs whose product is positive, in no order that counts. A query begins with the first product, and
     * goes on with the next one when that would leave many rows of a block. One whose products might overflow visits
     * all rows. A product that is 0 may be visited or not, as its sign falls.
     *
     * @param queries how many there are
     * @param products at least one; each is positive with every row that is asked for
     */
    void forEachPositive(int queries, List<Product> products, PairVisitor visitor) {
        List<Integer> numbers = new ArrayList<>();
        for (int query = 0; query < queries; query++) {
            if (mayOverflow(query, products)) {
                visitAll(query, visitor);
            } else {
                numbers.add(query);
            }
        }
        if (!numbers.isEmpty() && rows > 0) {
            try (ColumnMatrix.Multiplication multiplication = matrix.multiplication()) {
                List<Asking> askings = products.stream()
                        .map(product -> new Asking(multiplication, product))
                        .toList();
                askings.get(0).add(numbers);
                forEachPositive(askings, visitor);
            }
        }
    }

    private void forEachPositive(List<Asking> askings, PairVisitor visitor) {
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

    /** Written so that a value that is no number overflows. */
    private boolean mayOverflow(int query, List<Product> products) {
        return products.stream()
                .map(product -> product.queries().get(query))
                .anyMatch(values -> !((double) largestMagnitude * magnitude(values) * columns < LARGEST_SUM));
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
        private final Product product;
        private final List<Integer> numbers = new ArrayList<>();
        /** Of the numbers as they are; absent after a change. */
        private Optional<ColumnMatrix.Queries> operand = Optional.empty();

        Asking(ColumnMatrix.Multiplication multiplication, Product product) {
            this.multiplication = multiplication;
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
            multiplication.visit(block, operand(), products -> {
                for (int i = 0; i < numbers.size(); i++) {
                    int query = numbers.get(i);
                    if (!signs.forEachNotNegative(
                            products, i * ROWS, used, tooMany, row -> visitor.visit(first + row, query))) {
                        notVisited.add(query);
                    }
                }
            });
            return notVisited;
        }

        private ColumnMatrix.Queries operand() {
            if (operand.isEmpty()) {
                operand = Optional.of(multiplication.queries(
                        numbers.stream().map(product.queries()::get).toList(), product.from(), product.until()));
            }
            return operand.get();
        }
    }
}
