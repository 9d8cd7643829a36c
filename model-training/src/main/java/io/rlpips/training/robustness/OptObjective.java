package io.rlpips.training.robustness;

import ai.djl.ndarray.NDArray;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.training.attack.Objective;

/** What OPT makes large (R-LPIPS, section 4.1). */
public enum OptObjective {
    /** The paper's: the sum over taps of the mean squared difference of features; heads play no part. */
    FEATURES("features"),
    /** The distance itself, heads included. */
    DISTANCE("distance");

    private final String label;

    OptObjective(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    /** @param originals float32 [N, 3, S, S] in [0, 1] */
    Objective on(Lpips metric, NDArray originals) {
        return switch (this) {
            case FEATURES -> Objective.featureDifference(metric, originals);
            case DISTANCE -> Objective.distanceFrom(metric, originals);
        };
    }
}
