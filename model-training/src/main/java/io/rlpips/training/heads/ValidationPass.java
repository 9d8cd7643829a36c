package io.rlpips.training.heads;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.training.Seeds;
import io.rlpips.training.data.Triplet;
import io.rlpips.training.heads.adversary.TripletAttack;
import io.rlpips.training.heads.adversary.Victim;
import io.rlpips.training.heads.ranking.Dropout;
import io.rlpips.training.heads.ranking.TripletFeatures;
import io.rlpips.training.heads.ranking.TripletFeatures.Distances;
import io.rlpips.training.heads.ranking.TripletTensors;
import java.util.List;
import java.util.Optional;

/** Scores the triplets held back, as they are and under the adversary, without dropout. */
final class ValidationPass {
    private static final long ATTACK = 7;

    private final NDManager manager;
    private final Optional<TripletAttack> attack;
    private final long seed;

    /**
     * @param manager of the batches' sub-managers
     * @param attack of the adversary, empty for natural training
     * @param seed of the attacks, the same after every epoch, so that scores can be compared
     */
    ValidationPass(NDManager manager, Optional<TripletAttack> attack, long seed) {
        this.manager = manager;
        this.attack = attack;
        this.seed = seed;
    }

    /**
     * @param natural of the triplets as they are
     * @param attacked of the same under the adversary; equal to {@code natural} where there is none
     */
    record Scores(ValidationScore natural, ValidationScore attacked) {}

    Scores score(Victim victim, List<List<Triplet>> batches) {
        HeadTally natural = HeadTally.EMPTY;
        HeadTally attacked = HeadTally.EMPTY;
        for (int batch = 0; batch < batches.size(); batch++) {
            try (NDManager scratch = manager.newSubManager()) {
                TripletTensors triplets = TripletBatch.tensors(scratch, batches.get(batch));
                TripletFeatures features =
                        Gradients.withoutRecording(() -> TripletFeatures.of(victim.metric(), triplets));
                natural = counted(natural, victim, triplets, features);
                if (attack.isPresent()) {
                    long attackSeed = Seeds.stream(seed, ATTACK, batch).nextLong();
                    TripletTensors moved = attack.get().perturb(triplets, features, victim, attackSeed);
                    TripletFeatures theirs =
                            Gradients.withoutRecording(() -> features.following(victim.metric(), triplets, moved));
                    attacked = counted(attacked, victim, moved, theirs);
                }
            }
        }
        return new Scores(natural.score(), attack.isPresent() ? attacked.score() : natural.score());
    }

    private static HeadTally counted(
            HeadTally tally, Victim victim, TripletTensors triplets, TripletFeatures features) {
        return Gradients.withoutRecording(() -> {
            Distances distances = features.distances(triplets.manager(), victim.metric(), Dropout.off());
            NDArray loss = distances.loss(victim.ranking(), triplets.judgments());
            return tally.plus(
                    loss.toFloatArray(),
                    distances.first().toFloatArray(),
                    distances.second().toFloatArray(),
                    triplets.judgments().toFloatArray());
        });
    }
}
