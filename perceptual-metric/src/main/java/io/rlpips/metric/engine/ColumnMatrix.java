package io.rlpips.metric.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of float32 outside the Java heap, in blocks that are held column by column: inner products may run over some of
 * the columns, as long as those lie beside each other. Not thread-safe. The memory goes with the object; what the engine
 * holds is freed by each {@link Multiplication}.
 */
public final class ColumnMatrix {
    private final int columns;
    private final int rowsPerBlock;
    /** Of each block [columns][rowsPerBlock]. */
    private final List<ByteBuffer> blocks = new ArrayList<>();

    public ColumnMatrix(int columns, int rowsPerBlock) {
        if (columns < 1 || rowsPerBlock < 1) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "matrix with %d columns in blocks of %d rows, both need at least 1"
                            .formatted(columns, rowsPerBlock));
        }
        this.columns = columns;
        this.rowsPerBlock = rowsPerBlock;
    }

    /** Writes a row, allocating blocks up to it; rows that were never set are zero. */
    public void set(int row, float[] values) {
        if (values.length != columns) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "row of %d values, needs %d".formatted(values.length, columns));
        }
        while (row / rowsPerBlock >= blocks.size()) {
            blocks.add(ByteBuffer.allocateDirect(bytes(columns)).order(ByteOrder.nativeOrder()));
        }
        ByteBuffer block = blocks.get(row / rowsPerBlock);
        for (int column = 0; column < columns; column++) {
            block.putFloat(bytes(column) + row % rowsPerBlock * Float.BYTES, values[column]);
        }
    }

    /** @return how many are allocated */
    public int blocks() {
        return blocks.size();
    }

    /** @return for the calling thread, who closes it */
    public Multiplication multiplication() {
        return new Multiplication();
    }

    private int bytes(int manyColumns) {
        return Math.multiplyExact(Math.multiplyExact(manyColumns, rowsPerBlock), Float.BYTES);
    }

    /** Queries that are multiplied with the columns from {@code from} to {@code until}, exclusive. */
    public static final class Queries {
        private final int from;
        private final int until;
        /** [queries, until - from] */
        private final NDArray values;

        private Queries(int from, int until, NDArray values) {
            this.from = from;
            this.until = until;
            this.values = values;
        }
    }

    /** Products of the matrix as it is. */
    public final class Multiplication implements AutoCloseable {
        private final NDManager manager = TorchEngine.start().newManager(DeviceChoice.CPU);

        private Multiplication() {}

        /**
         * Written to the engine's own memory: what it copies Java floats to is given back when the garbage collector gets
         * to it.
         *
         * @param values [queries][until - from], for the columns from {@code from} to {@code until}, exclusive
         * @return valid until this is closed
         */
        public Queries queries(List<float[]> values, int from, int until) {
            NDArray array = manager.create(new Shape(values.size(), until - from), DataType.FLOAT32);
            FloatBuffer memory = memory(array).asFloatBuffer();
            values.forEach(query -> memory.put(query, 0, until - from));
            return new Queries(from, until, array);
        }

        private static ByteBuffer memory(NDArray array) {
            return array.toByteBuffer(true).order(ByteOrder.nativeOrder());
        }

        /** Takes products while their memory is there. */
        @FunctionalInterface
        public interface Visitor {
            /**
             * @param products [queries][rowsPerBlock] as bits of a float32; not valid afterwards
             */
            void visit(IntBuffer products);
        }

        /** The products of all rows of a block: float32 sums of float32 products, in an order that is the engine's. */
        public void visit(int block, Queries queries, Visitor visitor) {
            ByteBuffer all = blocks.get(block);
            ByteBuffer used = all.slice(bytes(queries.from), bytes(queries.until - queries.from))
                    .order(all.order());
            Shape shape = new Shape(queries.until - queries.from, rowsPerBlock);
            try (NDArray rows = manager.create(used, shape, DataType.FLOAT32);
                    NDArray products = queries.values.matMul(rows)) {
                visitor.visit(memory(products).asIntBuffer());
            }
        }

        @Override
        public void close() {
            manager.close();
        }
    }
}
