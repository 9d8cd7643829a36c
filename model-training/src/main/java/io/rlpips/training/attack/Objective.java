package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import io.rlpips.metric.distance.Lpips;

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
        NDArray fingerprints = metric.fingerprint(tensorScale(originals));
        return pictures -> metric.fingerprint(tensorScale(pictures))
                .sub(fingerprints)
                .square()
                .sum(new int[] {1});
    }

    private static NDArray tensorScale(NDArray pictures) {
        return pictures.mul(2).sub(1);
    }
}
