package io.rlpips.training.robust;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.weights.WeightTensor;
import io.rlpips.training.Seeds;
import io.rlpips.training.data.TrainingPictures;
import io.rlpips.training.optimiser.Adam;
import io.rlpips.training.optimiser.LearningRate;
import io.rlpips.training.run.Checkpoint;
import io.rlpips.training.run.ForwardSpeed;
import io.rlpips.training.run.MemoryLog;
import io.rlpips.training.run.OrderlyStop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** Metric, optimisers and history of a run that is under way. Single-threaded; owns its tensors. */
final class RobustSession implements AutoCloseable {
    private static final long ATTACK = 31;
    private static final long AIM = 32;
    private static final String CONVOLUTIONS = "convolutions.";
    private static final String HEADS = "heads.";

    private final NDManager manager;
    private final RobustRecipe recipe;
    private final String startHash;
    private final TrainingPictures pictures;
    private final int inputSize;
    private final RobustMetric metric;
    private final Adam convolutions;
    private final Adam heads;
    private final LearningRate learningRate;
    private final RobustLoss loss;
    private final List<RoundResult> history = new ArrayList<>();
    private final MemoryLog memory;

    /**
     * @param manager becomes this session's, which closes it
     * @param pictures for checkpoints
     * @param memory told after every step
     */
    RobustSession(
            NDManager manager,
            RobustRecipe recipe,
            ModelBundle start,
            TrainingPictures pictures,
            Optional<Checkpoint<RobustState>> checkpoint,
            MemoryLog memory) {
        this.manager = manager;
        this.memory = memory;
        this.recipe = recipe;
        this.startHash = start.modelHash();
        this.pictures = pictures;
        this.inputSize = start.manifest().inputSize();
        NDManager own = manager.newSubManager();
        this.metric = checkpoint
                .map(saved -> RobustMetric.restored(start.manifest().backbone(), own, saved.tensors()))
                .orElseGet(() -> RobustMetric.startingFrom(start, own));
        this.convolutions = new Adam(manager, metric.convolutions(), recipe.weightDecay());
        this.heads = new Adam(manager, metric.roots(), 0);
        checkpoint.ifPresent(this::restore);
        this.learningRate = new LearningRate(recipe.peakLearningRate(), recipe.warmUpSteps(), recipe.steps());
        this.loss = new RobustLoss(recipe);
    }

    private void restore(Checkpoint<RobustState> saved) {
        long steps = saved.state().optimiserSteps();
        convolutions.restore(manager, withoutPrefix(saved.tensors(), CONVOLUTIONS), steps);
        heads.restore(manager, withoutPrefix(saved.tensors(), HEADS), steps);
        history.addAll(saved.state().history());
    }

    int roundsDone() {
        return history.size();
    }

    /** @return whether all rounds are done, or too many without a better score */
    boolean finished() {
        return roundsDone() == recipe.rounds()
                || recipe.patience() > 0
                        && roundsDone() > 0
                        && roundsDone() - RoundChoice.BEST.of(history).round() >= recipe.patience();
    }

    List<RoundResult> history() {
        return List.copyOf(history);
    }

    /** @return images a second that are only embedded */
    double forwardSpeed(List<RgbImage> pictures) {
        return ForwardSpeed.measure(manager, metric::features, pictures);
    }

    /** @return the averaged metric as a bundle has it */
    Map<String, WeightTensor> averaged() {
        return metric.averaged();
    }

    Checkpoint<RobustState> checkpoint() {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>(metric.tensors());
        convolutions.tensors().forEach((name, tensor) -> tensors.put(CONVOLUTIONS + name, tensor));
        heads.tensors().forEach((name, tensor) -> tensors.put(HEADS + name, tensor));
        return new Checkpoint<>(
                roundsDone(), new RobustState(recipe, startHash, pictures, convolutions.steps(), history), tensors);
    }

    /** Learns for one round; {@link #finish} ends it. */
    Tally learnRound(Neighbourhoods neighbourhoods, CopyFeeder feeder, RobustListener listener, OrderlyStop stop) {
        int round = roundsDone() + 1;
        Tally tally = new Tally();
        List<Neighbourhoods.Step> steps = neighbourhoods.of(round, metric, manager);
        long started = System.nanoTime();
        feeder.forEachStep(round, steps, batch -> {
            stop.check("round", round);
            learn(batch, tally);
            listener.step(progress(tally, started));
        });
        return tally;
    }

    void finish(RoundResult result) {
        history.add(result);
    }

    private void learn(CopyBatch batch, Tally tally) {
        try (NDManager scratch = manager.newSubManager()) {
            NDArray originals = pictures(scratch, batch.originals(), batch.pictures());
            NDArray attacked = attacked(scratch, batch, originals);
            RobustLoss.Value value =
                    Gradients.recording(() -> loss.of(metric.fingerprint(attacked), metric.fingerprint(originals)));
            requireFinite(value.total().getFloat());
            Gradients.backward(value.total());
            double rate = learningRate.at(convolutions.steps());
            convolutions.step(rate);
            heads.step(rate * recipe.headRate());
            metric.average(Math.min(recipe.averaging(), averagingSoFar()));
            tally.add(batch.pictures(), value);
        }
    }

    /** The first averages would otherwise be the start's for long. */
    private double averagingSoFar() {
        return (1.0 + convolutions.steps()) / (10.0 + convolutions.steps());
    }

    /** @return the copies, of which as many as the mixture says are attacked */
    private NDArray attacked(NDManager scratch, CopyBatch batch, NDArray originals) {
        NDArray copies = pictures(scratch, batch.copies(), batch.pictures());
        int count = recipe.copies().attacked(batch.pictures());
        if (count == 0) {
            return copies;
        }
        return metric.frozen(() -> {
            NDArray all = Gradients.withoutRecording(() -> metric.fingerprint(originals));
            NDArray own = all.get(":" + count);
            NDArray others = Gradients.withoutRecording(() -> Distances.nearestOthers(all))
                    .get(":" + count);
            NDArray attacked = attack(batch.pictures())
                    .perturb(
                            copies.get(":" + count),
                            driven(own, others, aim(scratch, count)),
                            recipe.seed() + ATTACK,
                            convolutions.steps());
            return count == batch.pictures() ? attacked : Tensors.join(List.of(attacked, copies.get(count + ":")), 0);
        });
    }

    /** @return of copies, what their attacks make large: how far they are from their own, less what is left to others */
    private UnaryOperator<NDArray> driven(NDArray own, NDArray others, NDArray aim) {
        return copies -> {
            NDArray fingerprints = metric.fingerprint(copies);
            NDArray away = fingerprints.sub(own).square().sum(new int[] {1});
            NDArray left = fingerprints.sub(others).square().sum(new int[] {1});
            return away.sub(away.add(left).mul(aim));
        };
    }

    private CopyAttack attack(int pictures) {
        return new CopyAttack(
                recipe.norm(),
                (row, drawn) -> recipe.epsilon() * recipe.copies().budget(row, pictures, drawn),
                recipe.attackSteps());
    }

    /**
     * How much each copy's attack aims at the nearest other picture (framing) rather than away from its own (evasion):
     * between 0 and 1, more often near 0.
     */
    private NDArray aim(NDManager scratch, int pictures) {
        SplittableRandom random = Seeds.stream(recipe.seed(), AIM, convolutions.steps());
        float[] shares = new float[pictures];
        for (int i = 0; i < pictures; i++) {
            double drawn = random.nextDouble();
            shares[i] = (float) (drawn * drawn);
        }
        return scratch.create(shares);
    }

    private NDArray pictures(NDManager scratch, float[] values, int pictures) {
        return scratch.create(values, new Shape(pictures, 3, inputSize, inputSize));
    }

    private void requireFinite(float value) {
        if (!Float.isFinite(value)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "training diverged in step %d: the loss is %s; lower the learning rate of %s"
                            .formatted(convolutions.steps() + 1, value, recipe.peakLearningRate()));
        }
    }

    private RobustListener.Progress progress(Tally tally, long startedNanos) {
        double seconds = Math.max(1e-9, (System.nanoTime() - startedNanos) / 1e9);
        long left = recipe.steps() - convolutions.steps();
        double stepsPerSecond = tally.steps / seconds;
        return new RobustListener.Progress(
                convolutions.steps(),
                recipe.steps(),
                tally.loss(),
                tally.pictures / seconds,
                Duration.ofSeconds(Math.round(left / stepsPerSecond)),
                memory.after(convolutions.steps()));
    }

    private static Map<String, WeightTensor> withoutPrefix(Map<String, WeightTensor> tensors, String prefix) {
        Map<String, WeightTensor> found = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), tensor);
            }
        });
        return found;
    }

    @Override
    public void close() {
        manager.close();
    }

    /** Sums over the steps of a round. */
    static final class Tally {
        private int steps;
        private long pictures;
        private double loss;
        private double contrast;
        private double meanDistance;
        private double copyDistance;
        private double found;

        private void add(int count, RobustLoss.Value value) {
            steps++;
            pictures += count;
            loss += value.total().getFloat();
            contrast += value.contrast();
            meanDistance += value.meanDistance();
            copyDistance += value.copyDistance();
            found += value.found();
        }

        double loss() {
            return loss / steps;
        }

        RoundResult result(int round, RobustValidation.Scores scores) {
            return new RoundResult(
                    round,
                    loss(),
                    contrast / steps,
                    meanDistance / steps,
                    copyDistance / steps,
                    found / steps,
                    scores.threshold(),
                    scores.recall(),
                    scores.evaded(),
                    scores.framed(),
                    scores.edited(),
                    scores.attacked());
        }
    }
}
