package io.rlpips.training.heads.adversary;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.training.Seeds;
import io.rlpips.training.attack.Budget;
import io.rlpips.training.heads.ranking.Dropout;
import io.rlpips.training.heads.ranking.RankingNetwork;
import io.rlpips.training.heads.ranking.TripletFeatures;
import io.rlpips.training.heads.ranking.TripletTensors;

/**
 * The inner maximum as the authors' code has it, faults included: no random start; steps of 10,000 times the sign of the
 * gradient, under either norm, brought back to the ball, so that every step jumps to a corner of it; no clipping to the
 * valid range; a ranking network with fresh random weights and fresh dropout in every step; the last point counts. Both
 * versions are attacked one after the other, the second beside the first as it is then.
 */
final class CornerAttack implements TripletAttack {
    /** On samples in [-1, 1] it is twice that; neither is seen, because the ball is thousands of times smaller. */
    private static final float STEP = 1e4f;

    private static final float TINY = 1e-12f;
    private static final long RANKING = 1;
    private static final long DROPOUT = 2;

    private final Adversary adversary;

    CornerAttack(Adversary adversary) {
        this.adversary = adversary;
    }

    @Override
    public TripletTensors perturb(TripletTensors triplets, TripletFeatures features, Victim victim, long seed) {
        if (adversary.perturbed() != Perturbed.X0X1) {
            return attacked(triplets, features, adversary.perturbed(), victim, seed);
        }
        TripletTensors half = attacked(triplets, features, Perturbed.X0, victim, seed);
        TripletFeatures halfway = features.withFirst(victim.metric().features(half.first()));
        return attacked(half, halfway, Perturbed.X1, victim, seed + 1);
    }

    private TripletTensors attacked(
            TripletTensors triplets, TripletFeatures features, Perturbed perturbed, Victim victim, long seed) {
        MovedTriplets moved = new MovedTriplets(victim.metric(), triplets, features, perturbed);
        NDArray originals = moved.movable();
        NDArray change = originals.zerosLike();
        for (int step = 0; step < adversary.steps(); step++) {
            NDArray next = stepped(moved, originals, change, victim, seed, step);
            change.close();
            change = next;
        }
        return moved.with(originals.add(change));
    }

    private NDArray stepped(
            MovedTriplets moved, NDArray originals, NDArray change, Victim victim, long seed, int step) {
        try (NDManager scratch = originals.getManager().newSubManager()) {
            RankingNetwork ranking =
                    RankingNetwork.of(scratch, RankingNetwork.initial(Seeds.stream(seed, RANKING, step)));
            Dropout dropout = Dropout.of(victim.dropout(), Seeds.stream(seed, DROPOUT, step));
            NDArray point = scratch.zeros(originals.getShape()).addi(originals).addi(change);
            NDArray gradient = Gradients.at(
                    point, pictures -> moved.loss(pictures, ranking, dropout).sum());
            NDArray next = insideBall(gradient.sign().mul(STEP).add(change));
            next.attach(originals.getManager());
            return next;
        }
    }

    private NDArray insideBall(NDArray change) {
        Budget budget = adversary.budget();
        return switch (budget.norm()) {
            case L_INF -> change.clip(-budget.radius(), budget.radius());
            case L_2 -> {
                NDArray length = change.square().sum(new int[] {1, 2, 3}, true).sqrt();
                yield change.mul(length.add(TINY).pow(-1).mul(budget.radius()).clip(0, 1));
            }
        };
    }
}
