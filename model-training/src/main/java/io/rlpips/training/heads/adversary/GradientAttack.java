package io.rlpips.training.heads.adversary;

import ai.djl.ndarray.NDArray;
import io.rlpips.training.attack.ProjectedGradient;
import io.rlpips.training.heads.ranking.Dropout;
import io.rlpips.training.heads.ranking.TripletFeatures;
import io.rlpips.training.heads.ranking.TripletTensors;

/**
 * The corrected inner maximum: gradient ascent on the very loss that is trained, with its ranking network and without
 * dropout, from a random start, in steps of 2.5 epsilon / steps, projected onto the ball and the valid range; both
 * versions move jointly.
 */
final class GradientAttack implements TripletAttack {
    private final Adversary adversary;
    private final ProjectedGradient ascent;

    GradientAttack(Adversary adversary) {
        this.adversary = adversary;
        this.ascent = ProjectedGradient.plain(adversary.steps());
    }

    @Override
    public TripletTensors perturb(TripletTensors triplets, TripletFeatures features, Victim victim, long seed) {
        MovedTriplets moved = new MovedTriplets(victim.metric(), triplets, features, adversary.perturbed());
        NDArray best = ascent.perturb(
                moved.movable(),
                pictures -> moved.loss(pictures, victim.ranking(), Dropout.off()),
                adversary.budget(),
                seed);
        return moved.with(best);
    }
}
