package io.rlpips.training.robust;

import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.bundle.BundleWriter;
import io.rlpips.metric.bundle.Manifest;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.weights.Precision;
import io.rlpips.training.data.LabelledPicture;
import io.rlpips.training.data.PictureSet;
import io.rlpips.training.data.PictureSetReader;
import io.rlpips.training.data.TrainingPictures;
import io.rlpips.training.run.Checkpoint;
import io.rlpips.training.run.CheckpointFolder;
import io.rlpips.training.run.Curves;
import io.rlpips.training.run.Curves.Axis;
import io.rlpips.training.run.Curves.Series;
import io.rlpips.training.run.MemoryLog;
import io.rlpips.training.run.OrderlyStop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Trains a metric that keeps finding copies which were edited and then perturbed on purpose: backbone and heads learn
 * from neighbouring pictures and their edited, attacked copies (beyond the paper, which trains heads only;
 * against its equation of section 3.1 the inner maximisation is the same, the outer loss tells pictures apart instead of
 * agreeing with judgments). A run leaves in its folder checkpoints, {@code curve.csv}, {@code curve.png},
 * {@code memory.csv} and a bundle a round.
 *
 * <p>Interrupted and resumed, a run ends with the same bits as one that was not, on the same processor type and with the
 * same number of intra-op threads. On the CPU.
 */
public final class RobustTrainer {
    /** The name of the procedure in manifests. */
    public static final String RECIPE = "robust";

    private static final String DRAFT_ID = "draft";

    private static final Curves<RoundResult> CURVES = new Curves<>(
            "round",
            RoundResult::round,
            "loss",
            "share of validation copies",
            List.of(
                    new Series<>("loss", Axis.LEFT, RoundResult::loss),
                    new Series<>("contrast", Axis.LEFT, RoundResult::contrast),
                    new Series<>("threshold", Axis.RIGHT, RoundResult::threshold),
                    new Series<>("mean recall", Axis.RIGHT, RoundResult::meanRecall),
                    new Series<>("mean evasion", Axis.RIGHT, RoundResult::meanEvasion),
                    new Series<>("framed", Axis.RIGHT, RoundResult::framed)));

    private RobustTrainer() {}

    /**
     * What a run came to.
     *
     * @param history one entry a round
     * @param kept the round that was chosen
     * @param bundle the metric after that round: weights, without threshold, calibration or training details
     * @param trainingPictures learnt from
     */
    public record Result(List<RoundResult> history, RoundResult kept, ModelBundle bundle, int trainingPictures) {
        public Result {
            history = List.copyOf(history);
        }
    }

    /**
     * @throws RlpipsException naming the file when a picture cannot be read; INVALID_ARGUMENT when the folder holds
     *     checkpoints and {@code resume} is off, or the checkpoint belongs to another recipe, start or set of pictures, or
     *     does not say to which; INTERNAL when the process was asked to end meanwhile
     */
    public static Result run(RobustSettings settings, RobustListener listener) {
        try (OrderlyStop stop = OrderlyStop.atShutdown()) {
            return run(settings, listener, stop);
        }
    }

    static Result run(RobustSettings settings, RobustListener listener, OrderlyStop stop) {
        CheckpointFolder<RobustState> checkpoints = new CheckpointFolder<>(settings.run(), RobustState.class);
        Optional<Checkpoint<RobustState>> latest = checkpoints.latest();
        requireWanted(settings, latest);
        TorchEngine engine = TorchEngine.start();
        engine.useIntraOpThreads(settings.intraOpThreads());
        PictureSet.Split split = new PictureSetReader(
                        ImageLimits.DEFAULT, settings.start().manifest().inputSize(), settings.workers())
                .read(settings.data(), listener::reading)
                .holdBack(settings.heldBackPerClass());
        TrainingPictures pictures = TrainingPictures.of(settings.heldBackPerClass(), split);
        latest.ifPresent(saved -> saved.state().pictures().requireSame(settings.run(), pictures));
        List<RgbImage> training = pictures(split.training());
        RobustRecipe recipe = settings.recipe();
        RobustValidation validation =
                new RobustValidation(recipe.norm(), pictures(split.validation()), training, recipe.seed());
        CopyFeeder feeder = new CopyFeeder(training, recipe, settings.workers());
        MemoryLog memory = new MemoryLog(settings.run(), MemoryLog.STANDARD_INTERVAL);
        try (RobustSession session = new RobustSession(
                engine.newManager(DeviceChoice.CPU), recipe, settings.start(), pictures, latest, memory)) {
            listener.forwardSpeed(session.forwardSpeed(training));
            Neighbourhoods neighbourhoods = new Neighbourhoods(recipe, training);
            while (!session.finished()) {
                RobustSession.Tally tally = session.learnRound(neighbourhoods, feeder, listener, stop);
                ModelBundle bundle = bundle(settings.start(), session);
                session.finish(tally.result(session.roundsDone() + 1, validation.of(bundle)));
                save(settings.run(), bundle, session.roundsDone());
                checkpoints.write(session.checkpoint());
                CURVES.write(settings.run(), session.history());
                listener.round(session.history().get(session.roundsDone() - 1));
            }
            RoundResult kept = settings.choice().of(session.history());
            return new Result(
                    session.history(),
                    kept,
                    BundleReader.read(bundleOf(settings.run(), kept.round())),
                    training.size());
        }
    }

    private static List<RgbImage> pictures(PictureSet set) {
        return set.pictures().stream().map(LabelledPicture::picture).toList();
    }

    private static ModelBundle bundle(ModelBundle start, RobustSession session) {
        Manifest described = Manifest.describing(
                        DRAFT_ID, start.manifest().backbone(), start.manifest().inputSize(), RECIPE)
                .withParent(start.modelId());
        return new ModelBundle(described, session.averaged());
    }

    private static Path bundleOf(Path run, int round) {
        return run.resolve("rounds").resolve("%04d.zip".formatted(round));
    }

    /** Replaces what an interrupted run may have left of the same round. */
    private static void save(Path run, ModelBundle bundle, int round) {
        Path target = bundleOf(run, round);
        try {
            Files.deleteIfExists(target);
        } catch (IOException failure) {
            throw new RlpipsException(FailureCategory.INTERNAL, "cannot replace " + target + ": " + failure, failure);
        }
        BundleWriter.write(bundle, target, Precision.FLOAT32);
    }

    private static void requireWanted(RobustSettings settings, Optional<Checkpoint<RobustState>> latest) {
        if (latest.isEmpty()) {
            return;
        }
        RobustState state = latest.get().state();
        if (!settings.resume()) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%s holds a run after round %d: resume it or choose another folder"
                            .formatted(settings.run(), state.history().size()));
        }
        if (!state.recipe().equals(settings.recipe())) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "the run in %s was started with %s, cannot resume it with %s"
                            .formatted(settings.run(), state.recipe(), settings.recipe()));
        }
        if (!state.startHash().equals(settings.start().modelHash())) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "the run in %s was started from model %s, cannot resume it from %s"
                            .formatted(
                                    settings.run(),
                                    state.startHash(),
                                    settings.start().modelHash()));
        }
    }
}
