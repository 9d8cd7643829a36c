package io.rlpips.metric.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Rows of a fingerprint's length with as many directions as compact rows have, as {@link RunProducts} multiplies them and
 * as a product of matrices for each run. On one thread. That both find the same is checked before it is measured. Single
 * calls are timed: on a machine that has other work the fastest tell what a call takes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g"})
public class RunProductsBenchmark {
    private static final int RUNS = 63;
    private static final int RUN_LENGTH = 512;
    private static final int DIMENSIONS = 144;
    private static final double MAY_DIFFER = 1e-3;

    @Param({"1", "4", "16", "32"})
    public int rows;

    private float[] values;
    private RunProducts products;
    private NDManager manager;
    private NDArray directions;
    private ByteBuffer memory;

    @Setup
    public void draw() {
        Random random = new Random(1);
        List<float[][]> drawn =
                Stream.generate(() -> point(random)).limit(DIMENSIONS).toList();
        products = new RunProducts(drawn);
        manager = TorchEngine.start().newManager(DeviceChoice.CPU);
        directions = manager.create(byRun(drawn), new Shape(RUNS, RUN_LENGTH, DIMENSIONS));
        memory = ByteBuffer.allocateDirect(rows * RUNS * RUN_LENGTH * Float.BYTES)
                .order(ByteOrder.nativeOrder());
        values = new float[rows * RUNS * RUN_LENGTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        requireAlike();
    }

    @TearDown
    public void close() {
        products.close();
        manager.close();
    }

    @Benchmark
    public double[][] laidOutOnce() {
        return products.of(rows, buffer -> buffer.put(values));
    }

    /** What is multiplied is laid out in each product. */
    @Benchmark
    public double[][] productOfMatrices() {
        FloatBuffer byRun = memory.clear().asFloatBuffer();
        for (int run = 0; run < RUNS; run++) {
            for (int row = 0; row < rows; row++) {
                byRun.put(values, (row * RUNS + run) * RUN_LENGTH, RUN_LENGTH);
            }
        }
        float[] found;
        try (NDManager scratch = manager.newSubManager()) {
            found = scratch.create(memory, new Shape(RUNS, rows, RUN_LENGTH), DataType.FLOAT32)
                    .matMul(directions)
                    .toFloatArray();
        }
        double[][] sums = new double[rows][DIMENSIONS];
        for (int run = 0; run < RUNS; run++) {
            for (int row = 0; row < rows; row++) {
                for (int i = 0; i < DIMENSIONS; i++) {
                    sums[row][i] += found[(run * rows + row) * DIMENSIONS + i];
                }
            }
        }
        return sums;
    }

    private void requireAlike() {
        double[][] one = laidOutOnce();
        double[][] other = productOfMatrices();
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < DIMENSIONS; i++) {
                if (!(Math.abs(one[row][i] - other[row][i]) < MAY_DIFFER)) {
                    throw new IllegalStateException(one[row][i] + " and " + other[row][i] + " of row " + row);
                }
            }
        }
    }

    private static float[][] point(Random random) {
        float[][] point = new float[RUNS][RUN_LENGTH];
        for (float[] run : point) {
            for (int i = 0; i < RUN_LENGTH; i++) {
                run[i] = (float) random.nextGaussian();
            }
        }
        return point;
    }

    private static float[] byRun(List<float[][]> drawn) {
        float[] values = new float[RUNS * RUN_LENGTH * DIMENSIONS];
        for (int run = 0; run < RUNS; run++) {
            for (int i = 0; i < RUN_LENGTH; i++) {
                for (int direction = 0; direction < DIMENSIONS; direction++) {
                    values[(run * RUN_LENGTH + i) * DIMENSIONS + direction] = drawn.get(direction)[run][i];
                }
            }
        }
        return values;
    }
}
