package io.rlpips.training.projection;

import io.rlpips.metric.engine.RowMatrix;
import io.rlpips.metric.fingerprint.Fingerprint;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.projection.ProjectedRow;
import io.rlpips.metric.projection.Projection;
import io.rlpips.metric.projection.Projector;
import io.rlpips.metric.search.SquaredDistance;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Counts how many pairs survive a projection's lower bound, and checks that the bound is one. A matrix product in float32
 * tells for almost every pair that its distance is above both the threshold and the bound; the others are computed by
 * direct difference.
 */
public final class SurvivorCount {
    private static final int BLOCK = 256;
    /** Bound on the error of |a|^2 + |b|^2 - 2ab in float32, as a share of |a|^2 + |b|^2; 1e-6 in practice. */
    private static final double PRODUCT_ERROR = 1e-4;
    /** What a bound computed in float64 may be above a distance computed in float64. */
    private static final double ROUNDING = 1e-11;

    private final PerceptualModel model;
    private final Projection projection;
    private final double threshold;

    private long survivors;
    private long matches;
    private long violations;

    private SurvivorCount(PerceptualModel model, Projection projection, double threshold) {
        this.model = model;
        this.projection = projection;
        this.threshold = threshold;
    }

    /**
     * @param model stays the caller's
     * @param queries held as fingerprints
     * @param references embedded block by block; every one is compared with every query
     * @param progress told how many references are done
     */
    public static Survivors of(
            PerceptualModel model,
            Projection projection,
            double threshold,
            List<RgbImage> queries,
            List<RgbImage> references,
            IntConsumer progress) {
        SurvivorCount count = new SurvivorCount(model, projection, threshold);
        try (Projector projector = new Projector(projection);
                RowMatrix matrix = new RowMatrix(model.fingerprintLength(), Math.min(BLOCK, queries.size()))) {
            count.compareAll(projector, matrix, queries, references, progress);
        }
        return new Survivors(
                (long) queries.size() * references.size(), count.survivors, count.matches, count.violations);
    }

    private void compareAll(
            Projector projector,
            RowMatrix matrix,
            List<RgbImage> queries,
            List<RgbImage> references,
            IntConsumer progress) {
        Side asked = new Side(embed(queries), new ArrayList<>());
        for (int from = 0; from < queries.size(); from += BLOCK) {
            asked.projected.addAll(
                    projector.project(asked.fingerprints.subList(from, Math.min(queries.size(), from + BLOCK))));
        }
        for (int row = 0; row < asked.fingerprints.size(); row++) {
            matrix.set(row, asked.fingerprints.get(row));
        }
        for (int from = 0; from < references.size(); from += BLOCK) {
            List<float[]> block = embed(references.subList(from, Math.min(references.size(), from + BLOCK)));
            compare(asked, new Side(block, projector.project(block)), matrix.multiply(block));
            progress.accept(from + block.size());
        }
    }

    /** Fingerprints and how they look through the projection. */
    private record Side(List<float[]> fingerprints, List<ProjectedRow> projected) {}

    private void compare(Side asked, Side block, float[][] products) {
        double[] askedNorms =
                asked.fingerprints.stream().mapToDouble(SquaredDistance::norm).toArray();
        for (int other = 0; other < block.fingerprints.size(); other++) {
            double otherNorm = SquaredDistance.norm(block.fingerprints.get(other));
            for (int query = 0; query < askedNorms.length; query++) {
                double bound = asked.projected.get(query).lowerBound(block.projected.get(other));
                double size = askedNorms[query] + otherNorm;
                double least = size * (1 - PRODUCT_ERROR) - 2.0 * products[other][query];
                survivors += bound <= threshold ? 1 : 0;
                if (least <= threshold || least < bound) {
                    double distance =
                            SquaredDistance.between(asked.fingerprints.get(query), block.fingerprints.get(other));
                    matches += distance <= threshold ? 1 : 0;
                    violations += bound > distance + ROUNDING * size ? 1 : 0;
                }
            }
        }
    }

    private List<float[]> embed(List<RgbImage> pictures) {
        return model.embed(pictures).stream().map(Fingerprint::values).toList();
    }
}
