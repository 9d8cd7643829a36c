package io.rlpips.metric.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Inner products of rows with the same directions again and again, on a CPU: in float32 over a run of some values, and over
 * the runs in float64, for a float32 sum of tens of thousands of values may be off by too much to be of use. Directions are
 * laid out once as the processor multiplies them; a product of matrices would do that each time, which takes as long as to
 * multiply a dozen rows ({@code RunProductsBenchmark}). Thread-safe; the creator closes it, which frees the directions.
 */
public final class RunProducts implements AutoCloseable {
    /**
     * Directions of a run are filled up to a multiple of the first of these by which the engine multiplies right. Weights of
     * 80 or 112 outputs it lays out in parts of 64 on some processors, and takes the last part for something else (libtorch
     * 2.7.1).
     */
    private static final int[] MULTIPLES = {16, 64};

    /** Rows for which the layout is chosen. It is right for other numbers, too, but not for one or two. */
    private static final int TYPICAL_ROWS = 16;

    private static final int FEWEST_ROWS = 4;

    /** With which the engine is asked whether it multiplies right: it has ways of its own for few and for many. */
    private static final int[] ROWS_ASKED = {FEWEST_ROWS, TYPICAL_ROWS, 64};

    private static final double ROUNDOFF = 0x1p-24;

    private final int runs;
    private final int runLength;
    private final int dimensions;
    private final InputBuffers buffers = new InputBuffers();
    private final NDManager manager;
    private final OneDnn oneDnn;
    private final Packed directions;

    /** @param padded directions of a run, those of zeros behind the others included */
    private record Packed(PtNDArray values, int padded) {}

    /**
     * @param directions at least one, each [runs][values of a run], all alike
     * @throws RlpipsException INTERNAL where the engine multiplies them wrong
     */
    public RunProducts(List<float[][]> directions) {
        this.dimensions = directions.size();
        this.runs = directions.get(0).length;
        this.runLength = directions.get(0)[0].length;
        this.manager = TorchEngine.start().newManager(DeviceChoice.CPU);
        this.oneDnn = new OneDnn((PtNDManager) manager);
        this.directions = packed(directions);
    }

    private Packed packed(List<float[][]> byDirection) {
        float[][] asked = arbitraryRow();
        List<Product> expected = byDirection.stream()
                .map(direction -> Product.of(asked, direction))
                .toList();
        for (int multiple : MULTIPLES) {
            int padded = (dimensions + multiple - 1) / multiple * multiple;
            Packed packed = new Packed(pack(byDirection, padded), padded);
            if (IntStream.of(ROWS_ASKED).allMatch(rows -> isRight(packed, asked, expected, rows))) {
                return packed;
            }
            packed.values().close();
        }
        manager.close();
        throw new RlpipsException(
                FailureCategory.INTERNAL,
                "the engine multiplies %d directions of %d runs of %d values wrong on this processor"
                        .formatted(dimensions, runs, runLength));
    }

    private PtNDArray pack(List<float[][]> byDirection, int padded) {
        Shape shape = new Shape((long) runs * padded, runLength, 1, 1);
        try (NDArray values = manager.create(byRun(byDirection, padded), shape)) {
            return oneDnn.pack(values, 1, 0, runs, new long[] {1, rowLength(), 1, TYPICAL_ROWS});
        }
    }

    /** Whether the products of so many rows that are all alike are what they are in float64, but for roundings. */
    private boolean isRight(Packed packed, float[][] asked, List<Product> expected, int rows) {
        double[][] found = of(packed, rows, values -> {
            for (int row = 0; row < rows; row++) {
                for (float[] run : asked) {
                    values.put(run);
                }
            }
        });
        for (int direction = 0; direction < dimensions; direction++) {
            Product exact = expected.get(direction);
            double mayBeOff = 2 * runLength * (ROUNDOFF * exact.sizes() + Float.MIN_NORMAL);
            for (double[] row : found) {
                if (!(Math.abs(row[direction] - exact.sum()) <= mayBeOff)) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Not one of the directions: where those are orthogonal all are 0 with it, also those that are taken for another.
     */
    private float[][] arbitraryRow() {
        Random random = new Random(1);
        float[][] row = new float[runs][runLength];
        for (float[] run : row) {
            for (int i = 0; i < runLength; i++) {
                run[i] = (float) random.nextGaussian();
            }
        }
        return row;
    }

    /** The sum of terms in float64, and that of their sizes. */
    private record Product(double sum, double sizes) {
        static Product of(float[][] one, float[][] other) {
            double sum = 0;
            double sizes = 0;
            for (int run = 0; run < one.length; run++) {
                for (int i = 0; i < one[run].length; i++) {
                    double term = (double) one[run][i] * other[run][i];
                    sum += term;
                    sizes += Math.abs(term);
                }
            }
            return new Product(sum, sizes);
        }
    }

    /**
     * @param rows at least one
     * @param fill writes [rows][runs][values of a run]
     * @return [rows][directions]; the float32 sums are in an order that is the engine's
     */
    public double[][] of(int rows, Consumer<FloatBuffer> fill) {
        if (rows < 1) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "products of %d rows, need at least 1".formatted(rows));
        }
        return of(directions, rows, fill);
    }

    private double[][] of(Packed packed, int rows, Consumer<FloatBuffer> fill) {
        float[] products;
        try (NDManager scratch = manager.newSubManager()) {
            int multiplied = Math.max(rows, FEWEST_ROWS);
            products = buffers.with(
                    scratch,
                    new Shape(multiplied, rowLength()),
                    values -> {
                        fill.accept(values);
                        values.position(rows * rowLength()).put(new float[(multiplied - rows) * rowLength()]);
                    },
                    values -> oneDnn.products(values, packed.values(), runs).toFloatArray());
        }
        double[][] sums = new double[rows][dimensions];
        for (int row = 0; row < rows; row++) {
            addRuns(products, row * runs * packed.padded(), packed.padded(), sums[row]);
        }
        return sums;
    }

    @Override
    public void close() {
        manager.close();
    }

    private void addRuns(float[] products, int from, int padded, double[] sums) {
        for (int run = 0; run < runs; run++) {
            for (int i = 0; i < dimensions; i++) {
                sums[i] += products[from + run * padded + i];
            }
        }
    }

    private int rowLength() {
        return Math.multiplyExact(runs, runLength);
    }

    /** @return [runs][padded][runLength] */
    private float[] byRun(List<float[][]> byDirection, int padded) {
        float[] values = new float[Math.multiplyExact(rowLength(), padded)];
        for (int direction = 0; direction < dimensions; direction++) {
            for (int run = 0; run < runs; run++) {
                int to = (run * padded + direction) * runLength;
                System.arraycopy(byDirection.get(direction)[run], 0, values, to, runLength);
            }
        }
        return values;
    }
}
