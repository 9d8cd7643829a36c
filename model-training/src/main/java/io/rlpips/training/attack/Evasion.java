package io.rlpips.training.attack;

import ai.djl.ndarray.NDManager;
import io.rlpips.metric.distance.Lpips;

/**
 * A copy is to be pushed out of sight of its reference: its distance to the nearest view, handicaps included, shall
 * exceed the threshold.
 *
 * @param references one a picture of the campaign
 * @param threshold largest distance that the detector takes for a match; infinity to make distances as large as can be
 */
public record Evasion(Lpips metric, ReferenceFingerprints references, double threshold) implements Goal {
    @Override
    public int pictures() {
        return references.pictures();
    }

    @Override
    public Objective objective(NDManager owner, int[] pictures) {
        return new NearestDistance(metric, references.rows(owner, pictures), references.handicaps());
    }

    @Override
    public boolean reachedBy(float value) {
        return value > threshold;
    }

    @Override
    public double distance(float value) {
        return value;
    }
}
