package io.rlpips.training.heads;

import ai.djl.ndarray.NDManager;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.weights.WeightTensor;
import io.rlpips.training.data.Triplet;
import io.rlpips.training.heads.adversary.TripletAttack;
import io.rlpips.training.optimiser.Adam;
import io.rlpips.training.run.Checkpoint;
import io.rlpips.training.run.MemoryLog;
import io.rlpips.training.run.OrderlyStop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Model, optimiser and history of a run that is under way. Single-threaded; owns its tensors. */
final class HeadSession implements AutoCloseable {
    private static final double BETA_1 = 0.5;
    private static final double NO_WEIGHT_DECAY = 0;
    private static final String BEST = "best.";
    private static final int IMAGES_A_TRIPLET = 3;

    private final NDManager manager;
    private final HeadRecipe recipe;
    private final TripletSplit triplets;
    private final MemoryLog memory;
    private final LearningModel model;
    private final Adam optimiser;
    private final LearningStep step;
    private final ValidationPass validation;
    private final List<HeadEpoch> history = new ArrayList<>();
    private Map<String, WeightTensor> best = Map.of();
    private HeadTally tally = HeadTally.EMPTY;
    private int batchesDone;

    /**
     * @param manager becomes this session's, which closes it
     * @param memory told after every step
     */
    HeadSession(
            NDManager manager,
            HeadRecipe recipe,
            ModelBundle parent,
            TripletSplit triplets,
            Optional<Checkpoint<HeadState>> checkpoint,
            MemoryLog memory) {
        this.manager = manager;
        this.recipe = recipe;
        this.triplets = triplets;
        this.memory = memory;
        Map<String, WeightTensor> tensors = StartingWeights.of(recipe, parent);
        checkpoint.ifPresent(
                saved -> tensors.replaceAll((name, first) -> saved.tensors().getOrDefault(name, first)));
        this.model = new LearningModel(
                manager, parent.manifest().backbone(), recipe.scope().backboneLearns(), tensors);
        this.optimiser = new Adam(manager, model.learnt(), NO_WEIGHT_DECAY, BETA_1);
        this.step = new LearningStep(manager, recipe, model, optimiser);
        this.validation = new ValidationPass(
                manager,
                Optional.of(recipe.adversary())
                        .filter(adversary -> adversary.attacks())
                        .map(TripletAttack::of),
                recipe.seed());
        checkpoint.ifPresent(this::restore);
    }

    private void restore(Checkpoint<HeadState> saved) {
        optimiser.restore(manager, saved.tensors(), saved.state().optimiserSteps());
        history.addAll(saved.state().history());
        tally = saved.state().tally();
        batchesDone = saved.state().batchesDone();
        Map<String, WeightTensor> kept = new LinkedHashMap<>();
        saved.tensors().forEach((name, tensor) -> {
            if (name.startsWith(BEST)) {
                kept.put(name.substring(BEST.length()), tensor);
            }
        });
        best = kept;
    }

    List<HeadEpoch> history() {
        return List.copyOf(history);
    }

    LearningModel model() {
        return model;
    }

    /** @return whether all epochs are done, or too many without a better score */
    boolean finished() {
        int patience = recipe.validation().patience();
        return history.size() == recipe.schedule().allEpochs()
                || patience > 0 && history.size() - bestEpoch() >= patience;
    }

    /** @return the epoch whose weights are the result so far, from 1; 0 before the first is done */
    int keptEpoch() {
        return recipe.validation().patience() > 0 ? bestEpoch() : history.size();
    }

    /** @return the learnt weights of {@link #keptEpoch} */
    Map<String, WeightTensor> kept() {
        return recipe.validation().patience() > 0 ? best : model.tensors();
    }

    Checkpoint<HeadState> checkpoint(TrainingTriplets learntFrom, String parentHash) {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>(model.tensors());
        tensors.putAll(optimiser.tensors());
        best.forEach((name, tensor) -> tensors.put(BEST + name, tensor));
        return new Checkpoint<>(
                optimiser.steps(),
                new HeadState(recipe, learntFrom, parentHash, optimiser.steps(), batchesDone, tally, history),
                tensors);
    }

    /** Goes through what is left of the running epoch. @param betweenBatches called where a checkpoint may be taken */
    HeadEpoch runEpoch(HeadListener listener, OrderlyStop stop, Runnable betweenBatches) {
        int epoch = history.size() + 1;
        int before = tally.triplets();
        long started = System.nanoTime();
        List<List<Triplet>> batches = triplets.epoch(epoch, recipe.schedule().batchSize(), recipe.seed());
        while (batchesDone < batches.size()) {
            stop.check("epoch", epoch);
            tally = step.learn(batches.get(batchesDone), recipe.schedule().learningRate(epoch), tally);
            batchesDone++;
            if (batchesDone < batches.size()) {
                betweenBatches.run();
            }
            listener.step(progress(epoch, before, started));
        }
        return finish(epoch);
    }

    private HeadEpoch finish(int epoch) {
        ValidationPass.Scores scores = validation.score(
                model.victim(0), triplets.validationBatches(recipe.schedule().batchSize()));
        ValidationScore training = tally.score();
        HeadEpoch result =
                new HeadEpoch(epoch, training.loss(), training.agreement(), scores.natural(), scores.attacked());
        history.add(result);
        tally = HeadTally.EMPTY;
        batchesDone = 0;
        if (recipe.validation().patience() > 0 && bestEpoch() == epoch) {
            best = model.tensors();
        }
        return result;
    }

    /** The first of the best: what trained longer without a better score has gained nothing. */
    private int bestEpoch() {
        int bestSoFar = 0;
        for (HeadEpoch epoch : history) {
            if (bestSoFar == 0
                    || epoch.attacked().agreement()
                            > history.get(bestSoFar - 1).attacked().agreement()) {
                bestSoFar = epoch.epoch();
            }
        }
        return bestSoFar;
    }

    private HeadProgress progress(int epoch, int tripletsBefore, long startedNanos) {
        double seconds = (System.nanoTime() - startedNanos) / 1e9;
        double pace = (tally.triplets() - tripletsBefore) / Math.max(seconds, 1e-9);
        int inEpoch = triplets.training().size();
        long left = (long) (recipe.schedule().allEpochs() - epoch + 1) * inEpoch - tally.triplets();
        return new HeadProgress(
                epoch,
                recipe.schedule().allEpochs(),
                tally.triplets(),
                inEpoch,
                IMAGES_A_TRIPLET * pace,
                tally.score().loss(),
                tally.score().agreement(),
                Duration.ofSeconds(Math.round(left / pace)),
                memory.after(optimiser.steps()));
    }

    @Override
    public void close() {
        manager.close();
    }
}
