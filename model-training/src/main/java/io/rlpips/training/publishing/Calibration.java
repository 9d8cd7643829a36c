package io.rlpips.training.publishing;

import io.rlpips.metric.bundle.CalibrationCurve;
import io.rlpips.metric.engine.RowMatrix;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.Fingerprint;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.search.SquaredDistance;
import java.util.List;

/**
 * How close unrelated pictures come: every picture of one set against every one of another. One matrix product finds
 * the pairs that could be among the smallest; their distances are then computed by direct difference, so the smallest
 * are exact and the smallest are the right ones.
 */
public final class Calibration {
    private static final int BLOCK = 256;

    /**
     * Bound on the error of |a|^2 + |b|^2 - 2ab in float32, as a share of |a|^2 + |b|^2. The product of 32,000 terms
     * errs by about 1e-6 in practice.
     */
    private static final double PRODUCT_ERROR = 1e-4;

    private final PerceptualModel model;
    private final int kept;

    /** @param kept how many of the smallest distances the curve is fitted to */
    public Calibration(PerceptualModel model, int kept) {
        if (kept < CalibrationCurve.FEWEST_DISTANCES) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "calibration on %d distances, needs at least %d"
                            .formatted(kept, CalibrationCurve.FEWEST_DISTANCES));
        }
        this.model = model;
        this.kept = kept;
    }

    /**
     * What was measured.
     *
     * @param nearest the smallest of all distances
     */
    public record Result(CalibrationCurve curve, double nearest) {}

    /**
     * @param some held in memory as fingerprints: 128 KB each for AlexNet at 64x64
     * @param others embedded block by block; none shows what one of {@code some} shows
     * @return with the curve fitted to the smallest distances
     */
    public Result measure(List<RgbImage> some, List<RgbImage> others, PublishListener listener) {
        long pairs = (long) some.size() * others.size();
        float[] smallest = smallest(some, others, listener);
        return new Result(CalibrationCurve.fit(smallest, pairs), smallest[0]);
    }

    /**
     * @param some as {@link #measure} has them
     * @return the smallest distances of all pairs, ascending
     */
    public float[] smallest(List<RgbImage> some, List<RgbImage> others, PublishListener listener) {
        SmallestDistances smallest = new SmallestDistances(kept);
        try (RowMatrix matrix = new RowMatrix(model.fingerprintLength(), Math.min(BLOCK, some.size()))) {
            List<float[]> rows = embed(some);
            for (int row = 0; row < rows.size(); row++) {
                matrix.set(row, rows.get(row));
            }
            double[] norms = norms(rows);
            for (int from = 0; from < others.size(); from += BLOCK) {
                List<float[]> block = embed(others.subList(from, Math.min(others.size(), from + BLOCK)));
                compare(rows, norms, block, matrix.multiply(block), smallest);
                listener.progress("comparing pictures", from + block.size(), others.size());
            }
        }
        return smallest.sorted();
    }

    private List<float[]> embed(List<RgbImage> pictures) {
        return model.embed(pictures).stream().map(Fingerprint::values).toList();
    }

    private static void compare(
            List<float[]> rows, double[] norms, List<float[]> block, float[][] products, SmallestDistances smallest) {
        double[] blockNorms = norms(block);
        for (int other = 0; other < block.size(); other++) {
            for (int row = 0; row < norms.length; row++) {
                double size = norms[row] + blockNorms[other];
                double least = size * (1 - PRODUCT_ERROR) - 2.0 * products[other][row];
                if (least < smallest.bound()) {
                    smallest.offer(SquaredDistance.between(rows.get(row), block.get(other)));
                }
            }
        }
    }

    private static double[] norms(List<float[]> rows) {
        double[] norms = new double[rows.size()];
        for (int row = 0; row < norms.length; row++) {
            for (float value : rows.get(row)) {
                norms[row] += (double) value * value;
            }
        }
        return norms;
    }
}
