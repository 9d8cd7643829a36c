package io.rlpips.training.heads;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.Seeds;
import io.rlpips.training.data.Triplet;
import io.rlpips.training.heads.adversary.TripletAttack;
import io.rlpips.training.heads.ranking.Dropout;
import io.rlpips.training.heads.ranking.TripletFeatures;
import io.rlpips.training.heads.ranking.TripletFeatures.Distances;
import io.rlpips.training.heads.ranking.TripletTensors;
import io.rlpips.training.optimiser.Adam;
import java.util.List;
import java.util.Optional;

/**
 * One step of min-max training: the adversary moves the pictures against the model as it is, then the optimiser moves the
 * model against the pictures as they are now. Leaves no array behind.
 */
final class LearningStep {
    private static final long DROPOUT = 5;
    private static final long ATTACK = 6;

    private final NDManager manager;
    private final HeadRecipe recipe;
    private final LearningModel model;
    private final Adam optimiser;
    private final TripletAttack attack;

    /** @param manager of the steps' sub-managers */
    LearningStep(NDManager manager, HeadRecipe recipe, LearningModel model, Adam optimiser) {
        this.manager = manager;
        this.recipe = recipe;
        this.model = model;
        this.optimiser = optimiser;
        this.attack = TripletAttack.of(recipe.adversary());
    }

    /** @return the tally with these triplets as they were learnt from */
    HeadTally learn(List<Triplet> batch, double learningRate, HeadTally tally) {
        try (NDManager scratch = manager.newSubManager()) {
            TripletTensors triplets = TripletBatch.tensors(scratch, batch);
            Embedded embedded = attacked(triplets);
            Dropout dropout = Dropout.of(recipe.dropout(), Seeds.stream(recipe.seed(), DROPOUT, optimiser.steps()));
            Distances[] distances = new Distances[1];
            NDArray losses = Gradients.recording(() -> {
                distances[0] = learning(embedded).distances(scratch, model.learningMetric(), dropout);
                return distances[0].loss(model.learningRanking(), triplets.judgments());
            });
            HeadTally counted = tally.plus(
                    losses.toFloatArray(),
                    distances[0].first().toFloatArray(),
                    distances[0].second().toFloatArray(),
                    triplets.judgments().toFloatArray());
            requireFinite(counted);
            Gradients.backward(Gradients.recording(losses::mean));
            optimiser.step(learningRate);
            model.clampHeads();
            return counted;
        }
    }

    /**
     * Attacked triplets.
     *
     * @param features of {@code triplets}, without gradients; empty where they have to be computed with them
     */
    private record Embedded(TripletTensors triplets, Optional<TripletFeatures> features) {}

    private Embedded attacked(TripletTensors triplets) {
        boolean frozen = !recipe.scope().backboneLearns();
        if (!frozen && !recipe.adversary().attacks()) {
            return new Embedded(triplets, Optional.empty());
        }
        TripletFeatures features = Gradients.withoutRecording(() -> TripletFeatures.of(model.metric(), triplets));
        long seed = Seeds.stream(recipe.seed(), ATTACK, optimiser.steps()).nextLong();
        TripletTensors moved = attack.perturb(triplets, features, model.victim(recipe.dropout()), seed);
        return new Embedded(
                moved,
                frozen
                        ? Optional.of(
                                Gradients.withoutRecording(() -> features.following(model.metric(), triplets, moved)))
                        : Optional.empty());
    }

    /** A frozen backbone gives the same features with and without gradients. */
    private TripletFeatures learning(Embedded embedded) {
        return embedded.features().orElseGet(() -> TripletFeatures.of(model.learningMetric(), embedded.triplets()));
    }

    private void requireFinite(HeadTally tally) {
        if (!Double.isFinite(tally.loss())) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "training diverged in step %d: the loss is not finite; lower the learning rate of %s"
                            .formatted(optimiser.steps() + 1, recipe.schedule().learningRate()));
        }
    }
}
