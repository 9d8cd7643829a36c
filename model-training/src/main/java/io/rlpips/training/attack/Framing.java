package io.rlpips.training.attack;

import ai.djl.ndarray.NDManager;
import io.rlpips.metric.distance.Lpips;

/**
 * An unrelated picture is to be taken for a copy of a target: its distance to the nearest view shall not exceed the
 * threshold.
 *
 * @param targets one a picture of the campaign
 * @param threshold largest distance that the detector takes for a match; negative to come as close as can be
 */
public record Framing(Lpips metric, ReferenceFingerprints targets, double threshold) implements Goal {
    @Override
    public int pictures() {
        return targets.pictures();
    }

    @Override
    public Objective objective(NDManager owner, int[] pictures) {
        Objective distance = new NearestDistance(metric, targets.rows(owner, pictures), targets.handicaps());
        return candidates -> distance.of(candidates).neg();
    }

    @Override
    public boolean reachedBy(float value) {
        return -value <= threshold;
    }

    @Override
    public double distance(float value) {
        return -value;
    }
}
