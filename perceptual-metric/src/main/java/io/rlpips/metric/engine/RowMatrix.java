package io.rlpips.metric.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of float32 outside the Java heap, in blocks that are allocated as they are needed and multiplied with queries.
 * Not thread-safe; {@link #close} frees everything.
 */
public final class RowMatrix implements AutoCloseable {
    private final int columns;
    private final int rowsPerBlock;
    private final NDManager manager;
    private final List<NDArray> blocks = new ArrayList<>();

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
            blocks.add(manager.zeros(new Shape(rowsPerBlock, columns)));
        }
        NDArray block = blocks.get(row / rowsPerBlock);
        try (NDArray source = manager.create(values)) {
            block.set(new NDIndex(row % rowsPerBlock), source);
        }
    }

    /**
     * One matrix product a block.
     *
     * @param queries [Q][columns]
     * @return [Q][capacity] inner products, in float32 as the matrix product rounds them
     */
    public float[][] multiply(List<float[]> queries) {
        float[][] products = new float[queries.size()][capacity()];
        if (queries.isEmpty() || blocks.isEmpty()) {
            return products;
        }
        try (NDManager scratch = manager.newSubManager()) {
            NDArray transposed = scratch.create(queries.toArray(float[][]::new)).transpose();
            for (int block = 0; block < blocks.size(); block++) {
                // [rows, Q]; the result belongs to the first operand's manager, so it is attached to the scratch one
                NDArray product = blocks.get(block).matMul(transposed);
                product.attach(scratch);
                scatter(product.toFloatArray(), products, block * rowsPerBlock);
            }
        }
        return products;
    }

    @Override
    public void close() {
        manager.close();
    }

    private void scatter(float[] product, float[][] products, int firstRow) {
        int queries = products.length;
        for (int row = 0; row < rowsPerBlock; row++) {
            for (int query = 0; query < queries; query++) {
                products[query][firstRow + row] = product[row * queries + query];
            }
        }
    }
}
