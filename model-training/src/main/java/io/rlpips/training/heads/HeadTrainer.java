package io.rlpips.training.heads;

import ai.djl.ndarray.NDManager;
import io.rlpips.metric.bundle.BundleWriter;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.data.Triplet;
import io.rlpips.training.data.TripletSet;
import io.rlpips.training.run.Checkpoint;
import io.rlpips.training.run.CheckpointFolder;
import io.rlpips.training.run.ForwardSpeed;
import io.rlpips.training.run.MemoryLog;
import io.rlpips.training.run.OrderlyStop;
import io.rlpips.training.run.RunFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Learns heads, and where wanted the backbone, from judged triplets, naturally or against an adversary (METHOD sections 2
 * and 3; paper, section 3.1). A run leaves in its folder checkpoints, {@code curve.csv}, {@code curve.png},
 * {@code memory.csv} and {@link HeadReport}, and makes a bundle.
 *
 * <p>Interrupted and resumed, a run ends with the same bits as one that was not, on the same processor type and with the
 * same number of intra-op threads. On the CPU.
 */
public final class HeadTrainer {
    private HeadTrainer() {}

    /**
     * @param triplets all to learn from and to hold back
     * @throws RlpipsException INVALID_ARGUMENT when the run's folder holds checkpoints and {@code resume} is off, the
     *     checkpoint belongs to another recipe, parent or set of triplets, the bundle exists already, or there are too few
     *     triplets; INTERNAL when the process was asked to end meanwhile
     */
    public static TrainedHeads run(HeadSettings settings, TripletSet triplets, HeadListener listener) {
        try (OrderlyStop stop = OrderlyStop.atShutdown()) {
            return run(settings, triplets, listener, stop);
        }
    }

    /**
     * The same with triplets of other photos to validate on, which the recipe has to say.
     *
     * @param triplets all to learn from
     * @param others that are scored after every epoch, as many as the recipe says
     */
    public static TrainedHeads run(
            HeadSettings settings, TripletSet triplets, TripletSet others, HeadListener listener) {
        try (OrderlyStop stop = OrderlyStop.atShutdown()) {
            return run(settings, triplets, Optional.of(others), listener, stop);
        }
    }

    static TrainedHeads run(HeadSettings settings, TripletSet set, HeadListener listener, OrderlyStop stop) {
        return run(settings, set, Optional.empty(), listener, stop);
    }

    private static TrainedHeads run(
            HeadSettings settings,
            TripletSet set,
            Optional<TripletSet> others,
            HeadListener listener,
            OrderlyStop stop) {
        HeadRecipe recipe = settings.recipe();
        requireFree(settings.out());
        TripletSplit split = split(recipe, set, others);
        TrainingTriplets triplets = new TrainingTriplets(
                settings.data(),
                settings.perFamily(),
                set.judgedBy(),
                split.training().size(),
                split.validation().size(),
                set.families());
        CheckpointFolder<HeadState> checkpoints = new CheckpointFolder<>(settings.run(), HeadState.class);
        Optional<Checkpoint<HeadState>> latest = checkpoints.latest();
        latest.ifPresent(saved -> requireSame(settings, triplets, saved.state()));
        TorchEngine engine = TorchEngine.start();
        engine.useIntraOpThreads(settings.intraOpThreads());
        NDManager manager = engine.newManager(DeviceChoice.CPU);
        MemoryLog memory = new MemoryLog(settings.run(), MemoryLog.STANDARD_INTERVAL);
        try (HeadSession session = new HeadSession(manager, recipe, settings.parent(), split, latest, memory)) {
            listener.forwardSpeed(ForwardSpeed.measure(
                    manager,
                    session.model().metric()::features,
                    split.training().stream().map(Triplet::reference).toList()));
            HeadCheckpoints writer = new HeadCheckpoints(settings, triplets, session, checkpoints);
            while (!session.finished()) {
                HeadEpoch result = session.runEpoch(listener, stop, writer::writeIfDue);
                writer.write();
                HeadCurve.CURVES.write(settings.run(), session.history());
                listener.epoch(result);
            }
            return result(settings, triplets, session);
        }
    }

    private static TrainedHeads result(HeadSettings settings, TrainingTriplets triplets, HeadSession session) {
        HeadReport report = new HeadReport(
                settings.recipe(),
                triplets,
                settings.parent().modelId(),
                settings.parent().modelHash(),
                session.keptEpoch(),
                session.history());
        RunFiles.replace(settings.run().resolve(HeadReport.FILE), RunFiles.json(report));
        ModelBundle bundle = HeadBundle.of(settings, report, session.kept());
        return new TrainedHeads(
                report,
                BundleWriter.write(bundle, settings.out(), bundle.manifest().precision()));
    }

    private static TripletSplit split(HeadRecipe recipe, TripletSet set, Optional<TripletSet> others) {
        int scored = recipe.validation().heldBack();
        return switch (recipe.validation().part()) {
            case TRAIN -> TripletSplit.of(set, scored, recipe.seed());
            case VAL ->
                TripletSplit.of(
                        set,
                        others.orElseThrow(() -> new RlpipsException(
                                FailureCategory.INVALID_ARGUMENT,
                                "the recipe validates on triplets of other photos, and there are none")),
                        scored,
                        recipe.seed());
        };
    }

    /** Asked before hours of training, not after. */
    private static void requireFree(Path out) {
        if (Files.exists(out)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "bundle " + out + " exists already: remove it or choose another");
        }
    }

    private static void requireSame(HeadSettings settings, TrainingTriplets triplets, HeadState saved) {
        if (!settings.resume()) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%s holds a run after step %d: resume it or choose another folder"
                            .formatted(settings.run(), saved.optimiserSteps()));
        }
        requireSame(settings.run(), saved.recipe(), settings.recipe());
        requireSame(settings.run(), saved.triplets(), triplets);
        requireSame(
                settings.run(),
                "parent " + saved.parentHash(),
                "parent " + settings.parent().modelHash());
    }

    private static void requireSame(Path run, Object before, Object now) {
        if (!before.equals(now)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "the run in %s was started with %s, cannot resume it with %s".formatted(run, before, now));
        }
    }
}
