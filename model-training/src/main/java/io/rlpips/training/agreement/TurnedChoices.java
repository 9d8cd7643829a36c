package io.rlpips.training.agreement;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.training.attack.Goal;
import io.rlpips.training.attack.Objective;
import java.util.List;

/**
 * The goal of moving one version of each triplet until the metric chooses against the judges. The objective is the margin
 * by which it does: above 0 the choice has turned.
 *
 * @param references fingerprints [N, D]
 * @param choices on the pictures as they are, N, none of them undecided by the judges
 * @param version that moves
 */
record TurnedChoices(Lpips metric, NDArray references, List<Choice> choices, Version version) implements Goal {

    /** One of the two versions of a triplet. */
    enum Version {
        FIRST,
        SECOND;

        /** @return 1 where moving away from the reference hurts the choice, -1 where moving towards it does */
        private double direction(Choice choice) {
            return this == FIRST ? choice.wanted() : -choice.wanted();
        }

        /** @return distance of the version that stays */
        private double other(Choice choice) {
            return this == FIRST ? choice.second() : choice.first();
        }

        /** @return the choice with this version moved to where the objective has a value */
        Choice moved(Choice choice, double margin) {
            double distance = other(choice) + direction(choice) * margin;
            return this == FIRST ? choice.withFirst(distance) : choice.withSecond(distance);
        }
    }

    @Override
    public int pictures() {
        return choices.size();
    }

    @Override
    public Objective objective(NDManager owner, int[] pictures) {
        float[] directions = new float[pictures.length];
        float[] others = new float[pictures.length];
        for (int i = 0; i < pictures.length; i++) {
            Choice choice = choices.get(pictures[i]);
            directions[i] = (float) version.direction(choice);
            others[i] = (float) version.other(choice);
        }
        NDArray targets = Tensors.rows(owner, references, pictures);
        NDArray signs = owner.create(directions);
        NDArray staying = owner.create(others);
        return candidates -> TripletTensors.distances(
                        metric.fingerprint(Tensors.times(candidates, 2).sub(1)), targets)
                .sub(staying)
                .mul(signs);
    }

    @Override
    public boolean reachedBy(float value) {
        return value > 0;
    }

    /** The margin: what counts here is the difference of two distances. */
    @Override
    public double distance(float value) {
        return value;
    }
}
