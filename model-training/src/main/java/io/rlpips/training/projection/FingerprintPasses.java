package io.rlpips.training.projection;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.fingerprint.Fingerprint;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.Seeds;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;

/**
 * Products with the matrix X of centred fingerprints, [pictures, D], of which only a block exists at a time: every pass
 * embeds the pictures again. All float64. Not thread-safe; {@link #close} frees everything.
 */
final class FingerprintPasses implements AutoCloseable {
    private static final int BLOCK = 128;

    private final PerceptualModel model;
    private final List<RgbImage> pictures;
    private final IntConsumer progress;
    private final NDManager manager = TorchEngine.start().newManager(DeviceChoice.CPU);
    private final int length;
    private final NDArray mean;
    private int embedded;

    /** @param progress told how many embeddings are done, over all passes */
    FingerprintPasses(PerceptualModel model, List<RgbImage> pictures, IntConsumer progress) {
        this.model = model;
        this.pictures = pictures;
        this.progress = progress;
        this.length = model.fingerprintLength();
        this.mean = manager.zeros(new Shape(1, length), DataType.FLOAT64);
    }

    /**
     * The first pass, which also finds the mean.
     *
     * @return {@code rows} random combinations of the rows of X, [rows][D]
     */
    double[][] sketch(int rows, long seed) {
        try (NDArray sketch = zeros(rows, length);
                NDArray shares = zeros(rows, 1)) {
            eachBlock((from, block) -> {
                int count = (int) block.getShape().get(0);
                NDArray random = block.getManager().create(gaussian(rows * count, seed, from), new Shape(rows, count));
                sketch.addi(random.matMul(block));
                shares.addi(random.sum(new int[] {1}, true));
                mean.addi(block.sum(new int[] {0}, true));
            });
            mean.divi(pictures.size());
            // The mean is known only now: what it contributed is taken out again.
            try (NDArray contributed = shares.matMul(mean)) {
                return rows(sketch.subi(contributed));
            }
        }
    }

    /** @return directions X^T X, [rows][D], of directions [rows][D] */
    double[][] multiplied(double[][] directions) {
        try (NDArray transposed = transposed(directions);
                NDArray result = zeros(directions.length, length)) {
            eachBlock((from, block) -> {
                NDArray centred = block.subi(mean);
                result.addi(centred.matMul(transposed).transpose().matMul(centred));
            });
            return rows(result);
        }
    }

    /** @return directions X^T X directions^T, [rows][rows], of directions [rows][D] */
    double[][] spread(double[][] directions) {
        try (NDArray transposed = transposed(directions);
                NDArray result = zeros(directions.length, directions.length)) {
            eachBlock((from, block) -> {
                NDArray coordinates = block.subi(mean).matMul(transposed);
                result.addi(coordinates.transpose().matMul(coordinates));
            });
            return rows(result);
        }
    }

    /** @return [D]; zero before the first pass */
    double[] mean() {
        return mean.toDoubleArray();
    }

    @Override
    public void close() {
        manager.close();
    }

    private void eachBlock(BiConsumer<Integer, NDArray> visitor) {
        for (int from = 0; from < pictures.size(); from += BLOCK) {
            List<RgbImage> some = pictures.subList(from, Math.min(pictures.size(), from + BLOCK));
            try (NDManager scratch = manager.newSubManager()) {
                NDArray block = scratch.create(embed(some), new Shape(some.size(), length));
                visitor.accept(from, block.toType(DataType.FLOAT64, false));
            }
            embedded += some.size();
            progress.accept(embedded);
        }
    }

    private float[] embed(List<RgbImage> some) {
        float[] values = new float[some.size() * length];
        int row = 0;
        for (Fingerprint fingerprint : model.embed(some)) {
            System.arraycopy(fingerprint.values(), 0, values, row++ * length, length);
        }
        return values;
    }

    private static double[] gaussian(int count, long seed, int place) {
        SplittableRandom random = Seeds.stream(seed, place);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextGaussian();
        }
        return values;
    }

    private NDArray zeros(int rows, int columns) {
        return manager.zeros(new Shape(rows, columns), DataType.FLOAT64);
    }

    private NDArray transposed(double[][] directions) {
        double[] values = new double[Math.multiplyExact(directions.length, length)];
        for (int row = 0; row < directions.length; row++) {
            for (int i = 0; i < length; i++) {
                values[i * directions.length + row] = directions[row][i];
            }
        }
        return manager.create(values, new Shape(length, directions.length));
    }

    private static double[][] rows(NDArray matrix) {
        int columns = (int) matrix.getShape().get(1);
        double[] values = matrix.toDoubleArray();
        double[][] rows = new double[values.length / columns][columns];
        for (int row = 0; row < rows.length; row++) {
            System.arraycopy(values, row * columns, rows[row], 0, columns);
        }
        return rows;
    }
}
