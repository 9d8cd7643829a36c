package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.session.ModelChoice;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.training.data.Selection;
import io.rlpips.training.data.Split;
import io.rlpips.training.data.TripletSet;
import io.rlpips.training.data.TripletSetReader;
import io.rlpips.training.heads.HeadRecipe;
import io.rlpips.training.heads.HeadSettings;
import io.rlpips.training.heads.HeadStart;
import io.rlpips.training.heads.HeadTrainer;
import io.rlpips.training.heads.Schedule;
import io.rlpips.training.heads.Scope;
import io.rlpips.training.heads.TrainedHeads;
import io.rlpips.training.heads.Validation;
import io.rlpips.training.heads.adversary.Procedure;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code train heads} and {@code train tune} share: all but which weights learn. */
final class HeadOptions {
    private static final int STANDARD_PATIENCE = 3;
    private static final int HELD_BACK_SHARE = 10;
    private static final int MOST_HELD_BACK = 500;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "Judged triplets in the layout of BAPPS: the folder with 2afc/train in it.")
    private Path data;

    @Option(
            names = "--per-family",
            paramLabel = "N",
            description = "At most so many triplets of each family, chosen by the seed (default: all).")
    private int perFamily;

    @Option(
            names = "--from",
            paramLabel = "BUNDLE",
            description = "The model to start from; without it the built-in model.")
    private Path from;

    @Option(
            names = "--heads",
            paramLabel = "START",
            description = "kept or ones: start from that model's heads, or from 1 for every channel (default: kept).")
    private HeadStart headStart = HeadStart.KEPT;

    @Mixin
    private AdversaryOptions adversary;

    @Option(names = "--epochs", paramLabel = "N", description = "At the full learning rate (default: 5).")
    private int epochs = Schedule.STANDARD.epochs();

    @Option(names = "--decay-epochs", paramLabel = "N", description = "Of linear decay after those (default: 5).")
    private int decayEpochs = Schedule.STANDARD.decayEpochs();

    @Option(names = "--batch-size", paramLabel = "N", description = "Triplets a step (default: 50).")
    private int batchSize = Schedule.STANDARD.batchSize();

    @Option(names = "--learning-rate", paramLabel = "R", description = "Of Adam (default: 1e-4).")
    private double learningRate = Schedule.STANDARD.learningRate();

    @Option(
            names = "--dropout",
            paramLabel = "P",
            description = "Share of each head's inputs that is silenced in a step (default: 0.5).")
    private double dropout = HeadRecipe.STANDARD_DROPOUT;

    @Option(
            names = "--held-back",
            paramLabel = "N",
            description =
                    "Triplets scored after every epoch and never learnt from (default: a tenth, at most 500; with "
                            + "--validate-on val 500, or all there are).")
    private Integer heldBack;

    @Option(
            names = "--validate-on",
            paramLabel = "PART",
            description =
                    "Where those come from. train: the triplets to learn from, so that their photos may be in others "
                            + "that are learnt from. val: 2afc/val, which 'data triplets' makes of other photos, the first 10 of "
                            + "each class unless told otherwise; they choose the epoch then, so measure on others (default: "
                            + "train).")
    private Split validateOn = Split.TRAIN;

    @Option(
            names = "--patience",
            paramLabel = "N",
            description =
                    "End after so many epochs without a better 2AFC score on the triplets held back, under the attack if "
                            + "there is one, and keep the best epoch; 0 for never (default: 3, with --recipe paper 0).")
    private Integer patience;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of first weights, order, dropout and attacks (default: 1).")
    private long seed = 1;

    @Option(
            names = "--run",
            paramLabel = "DIR",
            required = true,
            description = "Folder for checkpoints, curves and the report; made if absent.")
    private Path run;

    @Option(
            names = "--out",
            paramLabel = "BUNDLE",
            required = true,
            description = "The trained model: a new folder, or a new file ending in .zip.")
    private Path out;

    @Option(
            names = "--model-id",
            paramLabel = "ID",
            description = "The model's name; made from the name of the bundle where not given.")
    private String modelId;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of one tensor operation and for decoding (default: all cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--resume", description = "Go on from the last checkpoint in the run's folder.")
    private boolean resume;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    int train(Console console, Scope scope) {
        ModelBundle parent = Optional.ofNullable(from)
                .map(ModelChoice::of)
                .orElseGet(ModelChoice::builtIn)
                .read();
        HeadTraining told = new HeadTraining(console);
        Selection selection = perFamily == 0 ? Selection.EVERYTHING : Selection.atMost(perFamily, seed);
        TripletSetReader reader =
                new TripletSetReader(ImageLimits.DEFAULT, parent.manifest().inputSize(), threads);
        TripletSet triplets = reader.read(data, Split.TRAIN, selection, told::reading);
        HeadRecipe recipe = recipe(scope, triplets.triplets().size());
        HeadSettings settings = new HeadSettings(
                recipe,
                parent,
                String.valueOf(data.toAbsolutePath().normalize().getFileName()),
                perFamily,
                run,
                out,
                modelId == null ? ModelIds.of(out) : modelId,
                resume,
                threads,
                HeadSettings.STANDARD_CHECKPOINT_INTERVAL);
        TrainedHeads trained = validateOn == Split.TRAIN
                ? HeadTrainer.run(settings, triplets, told)
                : HeadTrainer.run(settings, triplets, toValidateOn(reader, recipe, told), told);
        told.result(trained, run, out, json);
        return 0;
    }

    /** No family alone has more than are wanted of all. */
    private TripletSet toValidateOn(TripletSetReader reader, HeadRecipe recipe, HeadTraining told) {
        int most = recipe.validation().heldBack();
        return reader.read(data, Split.VAL, Selection.atMost(most, seed), told::reading);
    }

    private HeadRecipe recipe(Scope scope, int triplets) {
        int most = validateOn == Split.VAL
                ? MOST_HELD_BACK
                : Math.max(1, Math.min(MOST_HELD_BACK, triplets / HELD_BACK_SHARE));
        int standardPatience = adversary.procedure() == Procedure.PAPER ? 0 : STANDARD_PATIENCE;
        return new HeadRecipe(
                scope,
                headStart,
                adversary.adversary(),
                new Schedule(epochs, decayEpochs, batchSize, learningRate),
                dropout,
                new Validation(
                        heldBack == null ? most : heldBack, patience == null ? standardPatience : patience, validateOn),
                seed);
    }
}
