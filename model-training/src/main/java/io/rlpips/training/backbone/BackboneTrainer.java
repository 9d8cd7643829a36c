package io.rlpips.training.backbone;

import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.training.data.PictureSet;
import io.rlpips.training.data.PictureSetReader;
import io.rlpips.training.data.TrainingPictures;
import io.rlpips.training.run.Checkpoint;
import io.rlpips.training.run.CheckpointFolder;
import io.rlpips.training.run.MemoryLog;
import io.rlpips.training.run.OrderlyStop;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Trains AlexNet's convolutions from random weights as a classifier of pictures in class folders. What such a network
 * attends to is what LPIPS compares. A run leaves in its folder a checkpoint an epoch, {@code curve.csv},
 * {@code curve.png}, {@code memory.csv} and at the end {@link TrainedBackbone}.
 *
 * <p>Interrupted and resumed, a run ends with the same bits as one that was not, on the same processor type and with the
 * same number of intra-op threads. On the CPU.
 */
public final class BackboneTrainer {
    private BackboneTrainer() {}

    /**
     * @throws RlpipsException naming the file when a picture cannot be read; INVALID_ARGUMENT when the folder holds
     *     checkpoints and {@code resume} is off, or the checkpoint belongs to another recipe, other classes or other
     *     pictures, or does not say to which, or there are fewer pictures than a batch; INTERNAL when the process was
     *     asked to end meanwhile
     */
    public static TrainedBackbone run(TrainingSettings settings, TrainingListener listener) {
        try (OrderlyStop stop = OrderlyStop.atShutdown()) {
            return run(settings, listener, stop);
        }
    }

    static TrainedBackbone run(TrainingSettings settings, TrainingListener listener, OrderlyStop stop) {
        CheckpointFolder<BackboneState> checkpoints = new CheckpointFolder<>(settings.run(), BackboneState.class);
        Optional<Checkpoint<BackboneState>> latest = checkpoints.latest();
        requireWanted(settings, latest);
        TorchEngine engine = TorchEngine.start();
        engine.useIntraOpThreads(settings.intraOpThreads());
        TrainingRecipe recipe = settings.recipe();
        PictureSet pictures = new PictureSetReader(ImageLimits.DEFAULT, recipe.inputSize(), settings.workers())
                .read(settings.data(), listener::reading);
        requireSameClasses(settings, pictures, latest);
        PictureSet.Split split = pictures.holdBack(recipe.heldBackPerClass());
        TrainingPictures noted = TrainingPictures.of(recipe.heldBackPerClass(), split);
        latest.ifPresent(saved -> saved.state().pictures().requireSame(settings.run(), noted));
        requireBatch(recipe, split.training());
        BatchFeeder feeder = new BatchFeeder(split.training(), recipe, settings.workers());
        MemoryLog memory = new MemoryLog(settings.run(), MemoryLog.STANDARD_INTERVAL);
        try (TrainingSession session =
                new TrainingSession(engine.newManager(DeviceChoice.CPU), recipe, split, noted, latest, memory)) {
            while (session.epochsDone() < recipe.epochs()) {
                EpochResult result = session.runEpoch(feeder, listener, stop);
                checkpoints.write(session.checkpoint());
                TrainingCurve.CURVES.write(settings.run(), session.history());
                listener.epoch(result);
            }
            TrainedBackbone trained = new TrainedBackbone(
                    new TrainingReport(
                            recipe,
                            name(settings.data()),
                            split.training().size(),
                            split.validation().size(),
                            pictures.classes().size(),
                            session.history()),
                    BatchNormalisationFolding.fold(session.checkpoint().tensors()));
            trained.write(settings.run());
            return trained;
        }
    }

    private static String name(Path path) {
        return path.toAbsolutePath().normalize().getFileName().toString();
    }

    private static void requireWanted(TrainingSettings settings, Optional<Checkpoint<BackboneState>> latest) {
        if (latest.isPresent() && !settings.resume()) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%s holds a run after epoch %d: resume it or choose another folder"
                            .formatted(
                                    settings.run(),
                                    latest.get().state().history().size()));
        }
        if (latest.isPresent() && !latest.get().state().recipe().equals(settings.recipe())) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "the run in %s was started with %s, cannot resume it with %s"
                            .formatted(settings.run(), latest.get().state().recipe(), settings.recipe()));
        }
    }

    private static void requireSameClasses(
            TrainingSettings settings, PictureSet pictures, Optional<Checkpoint<BackboneState>> latest) {
        if (latest.isPresent() && !latest.get().state().classes().equals(pictures.classes())) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "the run in %s was started on other classes than those of %s"
                            .formatted(settings.run(), settings.data()));
        }
    }

    private static void requireBatch(TrainingRecipe recipe, PictureSet training) {
        if (training.size() < recipe.batchSize()) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%d training pictures do not fill a batch of %d".formatted(training.size(), recipe.batchSize()));
        }
    }
}
