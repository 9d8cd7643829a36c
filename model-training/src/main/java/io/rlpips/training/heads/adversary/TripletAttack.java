package io.rlpips.training.heads.adversary;

import io.rlpips.training.heads.ranking.TripletFeatures;
import io.rlpips.training.heads.ranking.TripletTensors;

/** Changes pictures of triplets so that the loss of their judgment becomes as large as possible. */
public interface TripletAttack {
    /**
     * @param triplets as they are
     * @param features theirs, under the victim's metric
     * @param seed of every random choice
     * @return with the changed pictures in place; those belong to the manager of {@code triplets}
     */
    TripletTensors perturb(TripletTensors triplets, TripletFeatures features, Victim victim, long seed);

    /** @return the attack of an adversary; for natural training one that changes nothing */
    static TripletAttack of(Adversary adversary) {
        if (!adversary.attacks()) {
            return (triplets, features, victim, seed) -> triplets;
        }
        return switch (adversary.procedure()) {
            case PAPER -> new CornerAttack(adversary);
            case ROBUST -> new GradientAttack(adversary);
        };
    }
}
