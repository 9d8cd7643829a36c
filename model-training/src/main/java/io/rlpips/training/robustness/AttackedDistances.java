package io.rlpips.training.robustness;

import java.util.Arrays;

/**
 * What a model makes of copies that were attacked on a model, itself or another.
 *
 * @param attacked name of the model that the attack was made on
 * @param objective of the attack
 * @param measured name of the model that the distances are of
 * @param distances of the attacked copies to their originals, one a picture
 * @param unrelatedMedian median distance of two different pictures under the same model: the scale of its heads
 */
public record AttackedDistances(
        String attacked, OptObjective objective, String measured, double[] distances, double unrelatedMedian) {

    /** @return the distances in units of the median of unrelated pairs */
    public double[] normalised() {
        return Arrays.stream(distances)
                .map(distance -> distance / unrelatedMedian)
                .toArray();
    }

    public double median() {
        return Medians.of(distances);
    }
}
