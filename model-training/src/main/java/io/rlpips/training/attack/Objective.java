package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.distance.Lpips;
import java.util.List;
import java.util.stream.IntStream;

/** What an attack makes as large as possible: differentiable, one number a picture. */
@FunctionalInterface
public interface Objective {
    /**
     * @param pictures float32 [N, 3, H, W] in [0, 1], RGB
     * @return [N], each from its own picture only; belongs to the manager of {@code pictures}
     */
    NDArray of(NDArray pictures);

    /**
     * Evasion: the perceptual distance to the originals. Its gradient is zero at the originals themselves.
     *
     * @param originals float32 [N, 3, H, W] in [0, 1], RGB; what is computed from them here stays with their manager
     */
    static Objective distanceFrom(Lpips metric, NDArray originals) {
        return distanceFromNearest(metric, List.of(originals));
    }

    /**
     * Evasion where a reference is known by several views: the distance to the nearest.
     *
     * @param views each float32 [N, 3, H, W] in [0, 1], RGB; what is computed from them here stays with the manager of
     *     the first
     */
    static Objective distanceFromNearest(Lpips metric, List<NDArray> views) {
        return new NearestDistance(metric, ReferenceFingerprints.stacked(metric, views));
    }

    /**
     * Framing: how close the pictures come to the targets, as the distance to the nearest view with its sign turned.
     *
     * @param views of the targets, as in {@link #distanceFromNearest}
     */
    static Objective closenessTo(Lpips metric, List<NDArray> views) {
        Objective distance = distanceFromNearest(metric, views);
        return pictures -> distance.of(pictures).neg();
    }

    /**
     * OPT (R-LPIPS, section 4.1): the sum over taps of the mean squared difference of the unit-normalised activations;
     * the heads play no part.
     *
     * @param originals float32 [N, 3, H, W] in [0, 1], RGB; what is computed from them here stays with their manager
     */
    static Objective featureDifference(Lpips metric, NDArray originals) {
        return new FeatureDifference(metric, originals);
    }

    /**
     * SSA, the semantic-similarity attack of the R-LPIPS authors' code: how little a picture i stands out as closest to
     * its own reference, {@code -max(0, max over j != i of d(x_i, ref_j) - d(x_i, ref_i))}. The authors minimise the mean
     * of the same with its sign turned.
     *
     * @param references float32 [N, 3, H, W] in [0, 1], RGB, N at least 2; what is computed from them here stays with
     *     their manager
     */
    static Objective semanticSimilarity(Lpips metric, NDArray references) {
        NDManager owner = references.getManager();
        int count = Math.toIntExact(references.getShape().get(0));
        return new SemanticSimilarity(
                metric,
                owner,
                ReferenceFingerprints.of(metric, owner, List.of(references)),
                IntStream.range(0, count).toArray());
    }
}
