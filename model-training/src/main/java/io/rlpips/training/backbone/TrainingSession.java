package io.rlpips.training.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.weights.WeightTensor;
import io.rlpips.training.Seeds;
import io.rlpips.training.data.PictureSet;
import io.rlpips.training.data.TrainingPictures;
import io.rlpips.training.optimiser.Adam;
import io.rlpips.training.optimiser.LearningRate;
import io.rlpips.training.run.Checkpoint;
import io.rlpips.training.run.MemoryLog;
import io.rlpips.training.run.OrderlyStop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Network, optimiser and history of a run that is under way. Single-threaded; owns its tensors. */
final class TrainingSession implements AutoCloseable {
    private static final long DROPOUT = 3;

    private final NDManager manager;
    private final TrainingRecipe recipe;
    private final PictureSet.Split pictures;
    private final TrainingPictures noted;
    private final MemoryLog memory;
    private final AlexNetClassifier network;
    private final Adam optimiser;
    private final LearningRate learningRate;
    private final List<EpochResult> history = new ArrayList<>();

    /**
     * @param manager becomes this session's, which closes it
     * @param noted the same pictures, for checkpoints
     * @param memory told after every step
     */
    TrainingSession(
            NDManager manager,
            TrainingRecipe recipe,
            PictureSet.Split pictures,
            TrainingPictures noted,
            Optional<Checkpoint<BackboneState>> checkpoint,
            MemoryLog memory) {
        this.manager = manager;
        this.recipe = recipe;
        this.pictures = pictures;
        this.noted = noted;
        this.memory = memory;
        this.network = checkpoint
                .map(saved -> AlexNetClassifier.restored(manager.newSubManager(), saved.tensors()))
                .orElseGet(() -> AlexNetClassifier.initialised(
                        manager.newSubManager(),
                        recipe.inputSize(),
                        pictures.training().classes().size(),
                        recipe.seed()));
        this.optimiser = new Adam(manager, network.learnt(), recipe.weightDecay());
        checkpoint.ifPresent(saved -> {
            optimiser.restore(manager, saved.tensors(), saved.state().optimiserSteps());
            history.addAll(saved.state().history());
        });
        int batches = pictures.training().size() / recipe.batchSize();
        this.learningRate = new LearningRate(
                recipe.peakLearningRate(),
                Math.round(recipe.warmUpEpochs() * batches),
                (long) recipe.epochs() * batches);
    }

    int epochsDone() {
        return history.size();
    }

    List<EpochResult> history() {
        return List.copyOf(history);
    }

    Checkpoint<BackboneState> checkpoint() {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>(network.tensors());
        tensors.putAll(optimiser.tensors());
        return new Checkpoint<>(
                epochsDone(),
                new BackboneState(recipe, pictures.training().classes(), noted, optimiser.steps(), history),
                tensors);
    }

    EpochResult runEpoch(BatchFeeder feeder, TrainingListener listener, OrderlyStop stop) {
        int epoch = epochsDone() + 1;
        Tally tally = new Tally();
        long started = System.nanoTime();
        feeder.forEachBatch(epoch, batch -> {
            stop.check("epoch", epoch);
            learn(batch, tally);
            listener.step(progress(epoch, feeder.batchesPerEpoch() * recipe.batchSize(), tally, started));
        });
        Tally validation = validate();
        EpochResult result = new EpochResult(
                epoch, tally.meanLoss(), tally.accuracy(), validation.meanLoss(), validation.accuracy());
        history.add(result);
        return result;
    }

    private void learn(Batch batch, Tally tally) {
        try (NDManager scratch = manager.newSubManager()) {
            NDArray images = images(scratch, batch);
            Optional<NDArray> dropout = dropout(scratch, batch.size());
            NDArray[] scores = new NDArray[1];
            NDArray loss = Gradients.recording(() -> {
                scores[0] = network.learn(images, dropout);
                return ClassificationLoss.crossEntropy(scratch, scores[0], batch.labels(), recipe.labelSmoothing());
            });
            tally.add(batch, loss.getFloat(), scores[0].toFloatArray());
            requireFinite(loss.getFloat());
            Gradients.backward(loss);
            optimiser.step(learningRate.at(optimiser.steps()));
        }
    }

    private Tally validate() {
        Tally tally = new Tally();
        PictureSet heldBack = pictures.validation();
        for (int from = 0; from < heldBack.size(); from += recipe.batchSize()) {
            Batch batch = BatchFeeder.plain(heldBack, recipe, from);
            try (NDManager scratch = manager.newSubManager()) {
                Gradients.withoutRecording(() -> {
                    NDArray scores = network.infer(images(scratch, batch));
                    NDArray loss = ClassificationLoss.crossEntropy(scratch, scores, batch.labels(), 0);
                    return tally.add(batch, loss.getFloat(), scores.toFloatArray());
                });
            }
        }
        return tally;
    }

    private NDArray images(NDManager scratch, Batch batch) {
        return scratch.create(batch.pixels(), new Shape(batch.size(), 3, recipe.inputSize(), recipe.inputSize()));
    }

    /** Inverted dropout: what is kept is scaled up, so that inference needs no factor. */
    private Optional<NDArray> dropout(NDManager scratch, int rows) {
        if (recipe.dropout() == 0) {
            return Optional.empty();
        }
        SplittableRandom random = Seeds.stream(recipe.seed(), DROPOUT, optimiser.steps());
        int features = AlexNetClassifier.features(recipe.inputSize());
        float[] factors = new float[rows * features];
        float kept = (float) (1 / (1 - recipe.dropout()));
        for (int i = 0; i < factors.length; i++) {
            factors[i] = random.nextDouble() < recipe.dropout() ? 0 : kept;
        }
        return Optional.of(scratch.create(factors, new Shape(rows, features)));
    }

    private void requireFinite(float loss) {
        if (!Float.isFinite(loss)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "training diverged in step %d: the loss is %s; lower the learning rate of %s"
                            .formatted(optimiser.steps() + 1, loss, recipe.peakLearningRate()));
        }
    }

    private TrainingProgress progress(int epoch, int picturesInEpoch, Tally tally, long startedNanos) {
        double seconds = (System.nanoTime() - startedNanos) / 1e9;
        double pace = tally.pictures / Math.max(seconds, 1e-9);
        long left = (long) (recipe.epochs() - epoch + 1) * picturesInEpoch - tally.pictures;
        return new TrainingProgress(
                epoch,
                recipe.epochs(),
                tally.pictures,
                picturesInEpoch,
                pace,
                tally.meanLoss(),
                tally.accuracy(),
                Duration.ofSeconds(Math.round(left / pace)),
                memory.after(optimiser.steps()));
    }

    @Override
    public void close() {
        manager.close();
    }

    /** Sums over the pictures of an epoch. */
    private static final class Tally {
        private int pictures;
        private int right;
        private double loss;

        Tally add(Batch batch, float meanLoss, float[] scores) {
            pictures += batch.size();
            loss += (double) meanLoss * batch.size();
            right += ClassificationLoss.right(scores, batch.labels());
            return this;
        }

        double meanLoss() {
            return loss / pictures;
        }

        double accuracy() {
            return (double) right / pictures;
        }
    }
}
