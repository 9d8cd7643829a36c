package io.rlpips.training.heads.adversary;

import ai.djl.ndarray.NDArray;
import io.rlpips.training.Seeds;
import io.rlpips.training.attack.Budget;
import io.rlpips.training.attack.Objective;
import io.rlpips.training.attack.PaperAttack;
import io.rlpips.training.heads.ranking.Dropout;
import io.rlpips.training.heads.ranking.RankingNetwork;
import io.rlpips.training.heads.ranking.TripletFeatures;
import io.rlpips.training.heads.ranking.TripletTensors;

/**
 * The inner maximum as the authors' code has it, faults included: the steps of {@link PaperAttack}, each against a
 * ranking network with fresh random weights and with fresh dropout. Both versions are attacked one after the other, the
 * second beside the first as it is then.
 */
final class CornerAttack implements TripletAttack {
    private static final long RANKING = 1;
    private static final long DROPOUT = 2;

    private final Adversary adversary;
    private final PaperAttack attack;
    private final Budget tensorBudget;

    CornerAttack(Adversary adversary) {
        this.adversary = adversary;
        this.attack = new PaperAttack(adversary.steps());
        Budget budget = adversary.budget();
        this.tensorBudget = new Budget(budget.norm(), budget.tensorRadius());
    }

    @Override
    public TripletTensors perturb(TripletTensors triplets, TripletFeatures features, Victim victim, long seed) {
        if (adversary.perturbed() != Perturbed.X0X1) {
            return attacked(triplets, features, adversary.perturbed(), victim, seed);
        }
        TripletTensors half = attacked(triplets, features, Perturbed.X0, victim, seed);
        TripletFeatures halfway = features.following(victim.metric(), triplets, half);
        return attacked(half, halfway, Perturbed.X1, victim, seed + 1);
    }

    private TripletTensors attacked(
            TripletTensors triplets, TripletFeatures features, Perturbed perturbed, Victim victim, long seed) {
        MovedTriplets moved = new MovedTriplets(victim.metric(), triplets, features, perturbed);
        Objective loss = new RandomlyRankedLoss(moved, victim.dropout(), seed);
        return moved.with(attack.perturb(moved.movable(), loss, tensorBudget, seed));
    }

    /** Another ranking network and other gaps at every look. One attack's own. */
    private static final class RandomlyRankedLoss implements Objective {
        private final MovedTriplets moved;
        private final double dropout;
        private final long seed;
        private int looks;

        RandomlyRankedLoss(MovedTriplets moved, double dropout, long seed) {
            this.moved = moved;
            this.dropout = dropout;
            this.seed = seed;
        }

        @Override
        public NDArray of(NDArray pictures) {
            looks++;
            RankingNetwork ranking = RankingNetwork.of(
                    pictures.getManager(), RankingNetwork.initial(Seeds.stream(seed, RANKING, looks)));
            return moved.loss(pictures, ranking, Dropout.of(dropout, Seeds.stream(seed, DROPOUT, looks)));
        }
    }
}
