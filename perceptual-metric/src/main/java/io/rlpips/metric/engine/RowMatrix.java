package io.rlpips.metric.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of float32 outside the Java heap, in blocks that are allocated as they are needed and multiplied with queries.
 * A block is a direct buffer and a tensor over the same memory: a row is written by copying its floats there, without a
 * call of the engine. Not thread-safe; {@link #close} frees everything.
 */
public final class RowMatrix implements AutoCloseable {
    private final int columns;
    private final int rowsPerBlock;
    private final NDManager manager;
    private final List<Block> blocks = new ArrayList<>();
    /** One more than the last that was set. */
    private int rows;

    /** The tensor holds on to the buffer it was made over. */
    private record Block(FloatBuffer values, NDArray tensor) {}

    public RowMatrix(int columns, int rowsPerBlock) {
        if (columns < 1 || rowsPerBlock < 1) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "matrix with %d columns in blocks of %d rows, both need at least 1"
                            .formatted(columns, rowsPerBlock));
        }
        this.columns = columns;
        this.rowsPerBlock = rowsPerBlock;
        this.manager = TorchEngine.start().newManager(DeviceChoice.CPU);
    }

    /** @return how many rows are allocated; rows that were never set are zero */
    public int capacity() {
        return blocks.size() * rowsPerBlock;
    }

    /** Writes a row, allocating blocks up to it. */
    public void set(int row, float[] values) {
        if (values.length != columns) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "row of %d values, needs %d".formatted(values.length, columns));
        }
        while (row >= capacity()) {
            blocks.add(newBlock());
        }
        blocks.get(row / rowsPerBlock).values.put(row % rowsPerBlock * columns, values);
        rows = Math.max(rows, row + 1);
    }

    /**
     * One matrix product a block.
     *
     * @param queries [Q][columns]
     * @return [Q][capacity] inner products, in float32 as the matrix product rounds them
     */
    public float[][] multiply(List<float[]> queries) {
        float[][] products = new float[queries.size()][capacity()];
        forEachBlock(queries, (firstRow, product) -> scatter(product.toFloatArray(), products, firstRow));
        return products;
    }

    /** Copies a row that was set. */
    public void read(int row, float[] values) {
        blocks.get(row / rowsPerBlock).values.get(row % rowsPerBlock * columns, values);
    }

    /** What a block's rows have to say to the queries. */
    @FunctionalInterface
    private interface BlockVisitor {
        /** @param product [rows in use, Q]; closed afterwards */
        void visit(int firstRow, NDArray product);
    }

    /** @param queries [Q][columns]; none visits nothing */
    private void forEachBlock(List<float[]> queries, BlockVisitor visitor) {
        if (queries.isEmpty() || blocks.isEmpty()) {
            return;
        }
        try (NDManager scratch = manager.newSubManager()) {
            NDArray transposed = scratch.create(queries.toArray(float[][]::new)).transpose();
            for (int block = 0; block < blocks.size() - 1; block++) {
                visit(block, blocks.get(block).tensor, transposed, visitor);
            }
            int last = blocks.size() - 1;
            // Of the last block only what is in use: banks smaller than a block are common.
            try (NDArray used = blocks.get(last).tensor.get(new NDIndex(":{}", rows - last * rowsPerBlock))) {
                visit(last, used, transposed, visitor);
            }
        }
    }

    /** The product belongs to the first operand's manager, so it is closed here. */
    private void visit(int block, NDArray rows, NDArray transposed, BlockVisitor visitor) {
        try (NDArray product = rows.matMul(transposed)) {
            visitor.visit(block * rowsPerBlock, product);
        }
    }

    @Override
    public void close() {
        manager.close();
    }

    private Block newBlock() {
        int bytes = Math.multiplyExact(Math.multiplyExact(rowsPerBlock, columns), Float.BYTES);
        ByteBuffer memory = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        NDArray tensor = manager.create(memory, new Shape(rowsPerBlock, columns), DataType.FLOAT32);
        return new Block(memory.asFloatBuffer(), tensor);
    }

    private static void scatter(float[] product, float[][] products, int firstRow) {
        int queries = products.length;
        for (int row = 0; row < product.length / queries; row++) {
            for (int query = 0; query < queries; query++) {
                products[query][firstRow + row] = product[row * queries + query];
            }
        }
    }
}
