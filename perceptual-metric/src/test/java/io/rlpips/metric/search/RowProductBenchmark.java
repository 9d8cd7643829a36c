package io.rlpips.metric.search;

import io.github.jbellis.jvector.vector.VectorUtil;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;
import io.rlpips.metric.engine.RowMatrix;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
 * The products by which compact rows are filtered, as {@link ColumnBlocks} has them computed and by others: a block of rows
 * with a batch of queries, told only where it is large enough, which is for about two rows in a thousand. On one thread.
 * 18 and 66 columns are those of the two products of {@link ShortenedRows}, which have a column of ones besides, in
 * place of a comparison with each product. JVector uses the Vector API from Java 20 on,
 * where the module is there, and plain loops before. Every way finds the same pairs, which is checked before it is
 * measured. Single calls are timed: on a machine that has other work the fastest tell what a call takes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g", "--add-modules=jdk.incubator.vector"})
public class RowProductBenchmark {
    private static final int ROWS = 4096;
    private static final int FEWEST_LARGE = 4;
    private static final int MOST_LARGE = 12;
    private static final VectorTypeSupport VECTORS =
            VectorizationProvider.getInstance().getVectorTypeSupport();

    @Param({"18", "66"})
    public int columns;

    @Param({"1", "8", "64"})
    public int queries;

    private ColumnBlocks blocks;
    private RowMatrix matrix;
    private final float[] sums = new float[ROWS];
    private float[][] rows;
    private float[][] byColumn;
    private float[][] asked;
    private List<float[]> askedList;
    private VectorFloat<?>[] rowVectors;
    private VectorFloat<?>[] askedVectors;
    /** [queries] what a product is at least to be told */
    private float[] least;
    /** The queries with what is taken off as one value more, for rows with a 1. */
    private List<float[]> askedSigns;

    @Setup
    public void draw() {
        Random random = new Random(1);
        rows = points(random, ROWS);
        asked = points(random, queries);
        askedList = List.of(asked);
        least = new float[queries];
        for (int query = 0; query < queries; query++) {
            least[query] = limit(asked[query]);
        }
        matrix = new RowMatrix(columns, ROWS);
        for (int row = 0; row < ROWS; row++) {
            matrix.set(row, rows[row]);
        }
        byColumn = new float[columns][ROWS];
        for (int row = 0; row < ROWS; row++) {
            for (int column = 0; column < columns; column++) {
                byColumn[column][row] = rows[row][column];
            }
        }
        blocks = new ColumnBlocks(columns + 1);
        IntStream.range(0, ROWS).forEach(row -> blocks.set(row, with(rows[row], 1)));
        askedSigns = IntStream.range(0, queries)
                .mapToObj(query -> with(asked[query], -least[query]))
                .toList();
        rowVectors = vectors(rows);
        askedVectors = vectors(asked);
        requireAlike();
    }

    @TearDown
    public void close() {
        matrix.close();
    }

    /** What the search does. */
    @Benchmark
    public int signsOfProducts() {
        int[] large = {0};
        blocks.forEachPositive(
                queries, List.of(new ColumnBlocks.Product(0, columns + 1, askedSigns)), (row, query) -> large[0]++);
        return large[0];
    }

    /** Sums over whole columns, which the compiler vectorises. */
    @Benchmark
    public int columnLoops() {
        int large = 0;
        for (int query = 0; query < queries; query++) {
            Arrays.fill(sums, 0);
            for (int column = 0; column < columns; column += 2) {
                addTwo(asked[query][column], byColumn[column], asked[query][column + 1], byColumn[column + 1]);
            }
            for (float sum : sums) {
                if (sum >= least[query]) {
                    large++;
                }
            }
        }
        return large;
    }

    private void addTwo(float a, float[] x, float b, float[] y) {
        for (int row = 0; row < ROWS; row++) {
            sums[row] += a * x[row] + b * y[row];
        }
    }

    /** The whole product, copied and turned around. */
    @Benchmark
    public int engine() {
        int large = 0;
        float[][] products = matrix.multiply(askedList);
        for (int query = 0; query < queries; query++) {
            for (float product : products[query]) {
                if (product >= least[query]) {
                    large++;
                }
            }
        }
        return large;
    }

    @Benchmark
    public int jvector() {
        int large = 0;
        for (VectorFloat<?> row : rowVectors) {
            for (int query = 0; query < queries; query++) {
                if (VectorUtil.dotProduct(askedVectors[query], row) >= least[query]) {
                    large++;
                }
            }
        }
        return large;
    }

    /** Row by row: sums of float32 have an order, so the compiler does not vectorise them. */
    @Benchmark
    public int rowLoops() {
        int large = 0;
        for (float[] row : rows) {
            for (int query = 0; query < queries; query++) {
                if (product(asked[query], row) >= least[query]) {
                    large++;
                }
            }
        }
        return large;
    }

    private static float product(float[] one, float[] other) {
        float sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    private float[][] points(Random random, int count) {
        float[][] points = new float[count][columns];
        for (float[] point : points) {
            for (int column = 0; column < columns; column++) {
                point[column] = (float) random.nextGaussian();
            }
        }
        return points;
    }

    private static float[] with(float[] values, float last) {
        float[] more = Arrays.copyOf(values, values.length + 1);
        more[values.length] = last;
        return more;
    }

    private static VectorFloat<?>[] vectors(float[][] points) {
        return Stream.of(points).map(VECTORS::createFloatVector).toArray(VectorFloat<?>[]::new);
    }

    /** In the widest gap between two large products, so that roundings do not matter. */
    private float limit(float[] query) {
        float[] sorted = new float[ROWS];
        IntStream.range(0, ROWS).forEach(row -> sorted[row] = product(query, rows[row]));
        Arrays.sort(sorted);
        int widest = IntStream.rangeClosed(ROWS - MOST_LARGE, ROWS - FEWEST_LARGE)
                .reduce((one, other) ->
                        sorted[one] - sorted[one - 1] >= sorted[other] - sorted[other - 1] ? one : other)
                .orElseThrow();
        return (sorted[widest] + sorted[widest - 1]) / 2;
    }

    private void requireAlike() {
        int[] found = {engine(), jvector(), rowLoops(), columnLoops(), signsOfProducts()};
        if (IntStream.of(found).distinct().count() > 1 || found[0] < FEWEST_LARGE * queries) {
            throw new IllegalStateException("large products, by every way: " + Arrays.toString(found));
        }
    }
}
