package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.session.ModelChoice;
import io.rlpips.metric.bundle.BundleWriter;
import io.rlpips.metric.bundle.Manifest;
import io.rlpips.metric.bundle.Measurement;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.bundle.Training;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.weights.Precision;
import io.rlpips.training.attack.Budget;
import io.rlpips.training.heads.adversary.Threat;
import io.rlpips.training.robust.CopyMixture;
import io.rlpips.training.robust.RobustListener;
import io.rlpips.training.robust.RobustRecipe;
import io.rlpips.training.robust.RobustSettings;
import io.rlpips.training.robust.RobustTrainer;
import io.rlpips.training.robust.RoundChoice;
import io.rlpips.training.robust.RoundResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a metric robust against edits and perturbations. */
@Command(
        name = "robust",
        description =
                "Trains backbone and heads so that edited and then adversarially perturbed copies stay near their "
                        + "originals while different pictures stay apart. Leaves checkpoints, curve.csv, curve.png, memory.csv and a "
                        + "bundle a round in the run's folder; interrupted, the same command with --resume ends with the same bits.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  rlpips train robust --data pictures.tar --run runs/robust --out robust-bundle --model-id my-robust-v1",
            "  rlpips train robust --data pictures.tar --run runs/robust --out robust-bundle --model-id my-robust-v1 --resume",
            "  rlpips train robust --data pictures.tar --run runs/l2 --out l2-bundle --model-id my-l2-v1 --attack l2 \\",
            "      --patience 3"
        })
final class TrainRobustCommand implements Callable<Integer> {
    private static final RobustRecipe STANDARD = RobustRecipe.STANDARD;

    private final Console console;

    @Option(
            names = "--from",
            paramLabel = "BUNDLE",
            description = "Model that training starts from; without it the built-in model.")
    private Path from;

    @Option(
            names = "--data",
            paramLabel = "DIR|TAR",
            required = true,
            description = "Folder or tar archive of pictures in class folders.")
    private Path data;

    @Option(
            names = "--held-back",
            paramLabel = "N",
            defaultValue = "10",
            description = "Pictures of each class that validate and are not learnt from (default: ${DEFAULT-VALUE}).")
    private int heldBack;

    @Option(
            names = "--run",
            paramLabel = "DIR",
            required = true,
            description = "Folder for checkpoints, curves and bundles; made if absent.")
    private Path run;

    @Option(
            names = "--out",
            paramLabel = "BUNDLE",
            required = true,
            description = "A new folder, or a new file ending in .zip: the metric of the round that is kept.")
    private Path out;

    @Option(names = "--model-id", paramLabel = "ID", required = true, description = "The model's name.")
    private String modelId;

    @Option(names = "--rounds", paramLabel = "N", description = "Parts of the run (default: 10).")
    private int rounds = STANDARD.rounds();

    @Option(names = "--steps-per-round", paramLabel = "N", description = "Steps a round (default: 500).")
    private int stepsPerRound = STANDARD.stepsPerRound();

    @Option(
            names = "--patience",
            paramLabel = "N",
            description =
                    "End after so many rounds without a better score; 0 for never (default: 0). The learning rate "
                            + "falls over all rounds, however many there will be.")
    private int patience = STANDARD.patience();

    @Option(
            names = "--keep",
            paramLabel = "WHICH",
            description =
                    "best: the round with the highest validation score; latest: the last one whose score is within a "
                            + "standard error of that (default: latest).")
    private RoundChoice choice = RoundChoice.LATEST;

    @Option(
            names = "--groups",
            paramLabel = "N",
            description = "Pictures drawn for a step, each with its neighbours (default: 16).")
    private int groups = STANDARD.groupsPerStep();

    @Option(
            names = "--neighbours",
            paramLabel = "N",
            description = "Of each picture drawn, among the nearest under the metric as it is (default: 3).")
    private int neighbours = STANDARD.neighbours();

    @Option(
            names = "--confusable",
            paramLabel = "SHARE",
            description = "Share of the pictures drawn for a step that are drawn for being near another one, since the "
                    + "threshold hangs on those; each round then begins with all pictures embedded (default: 0.5).")
    private double confusable = STANDARD.confusable();

    @Option(
            names = "--copies",
            paramLabel = "HOW",
            description = "together: every copy is edited, then attacked; apart: a third only attacked, with larger "
                    + "budgets, a third only edited, a third both, with smaller ones (default: apart).")
    private CopyMixture copies = STANDARD.copies();

    @Option(
            names = "--crops",
            paramLabel = "SHARE",
            description = "Share of edited copies that are cropped (default: 0.8).")
    private double crops = STANDARD.crops();

    @Option(
            names = "--overlays",
            paramLabel = "SHARE",
            description = "Share of edited copies with a band or rows drawn over them (default: 0.45).")
    private double overlays = STANDARD.overlays();

    @Option(
            names = "--attack",
            paramLabel = "NORM",
            description =
                    "linf or l2: what bounds the perturbation of copies, in training and when rounds are validated "
                            + "(default: linf).")
    private Threat threat = Threat.LINF;

    @Option(
            names = "--epsilon",
            paramLabel = "E",
            converter = FractionConverter.class,
            description = "Middle of the budgets, 14/255 or 0.05, in pixel units [0, 1] (default: 14/255 for linf, 1.5 "
                    + "for l2).")
    private Double epsilon;

    @Option(names = "--attack-steps", paramLabel = "N", description = "Gradient steps of the attack (default: 4).")
    private int attackSteps = STANDARD.attackSteps();

    @Option(names = "--learning-rate", paramLabel = "R", description = "Its peak (default: 4e-4).")
    private double learningRate = STANDARD.peakLearningRate();

    @Option(
            names = "--head-rate",
            paramLabel = "F",
            description = "How much faster the heads learn than the backbone (default: 5).")
    private double headRate = STANDARD.headRate();

    @Option(names = "--invariance", paramLabel = "W", description = "Weight of copies' distance (default: 1.5).")
    private double invariance = STANDARD.invarianceWeight();

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "Of the contrast, as a share of the mean distance (default: 0.1).")
    private double temperature = STANDARD.temperature();

    @Option(
            names = "--spread",
            paramLabel = "W",
            description = "Weight of keeping nearest neighbours apart (default: 0.2).")
    private double spread = STANDARD.spreadWeight();

    @Option(names = "--seed", paramLabel = "N", description = "Of every random choice (default: 1).")
    private long seed = STANDARD.seed();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of one tensor operation (default: all cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--resume", description = "Go on from the last checkpoint in the run's folder.")
    private boolean resume;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    TrainRobustCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ModelBundle start = (from == null ? ModelChoice.builtIn() : ModelChoice.of(from)).read();
        RobustRecipe recipe = recipe();
        Remarks remarks = new Remarks();
        RobustTrainer.Result result = RobustTrainer.run(
                new RobustSettings(start, data, heldBack, run, recipe, choice, resume, threads, 1), remarks);
        ModelBundle written = BundleWriter.write(described(start, recipe, result), out, Precision.FLOAT32);
        if (json) {
            console.resultJson(remarks.described(result, written));
        } else {
            console.result(result.kept().line());
            remarks.speed().ifPresent(console::result);
            console.result("bundle: " + out + " (" + written.modelId() + "); next: rlpips model publish --from " + out);
        }
        return 0;
    }

    private RobustRecipe recipe() {
        return new RobustRecipe(
                rounds,
                stepsPerRound,
                patience,
                groups,
                neighbours,
                confusable,
                copies,
                crops,
                overlays,
                norm(),
                epsilon == null ? RobustRecipe.standardEpsilon(norm()) : epsilon,
                attackSteps,
                learningRate,
                headRate,
                STANDARD.warmUpSteps(),
                STANDARD.weightDecay(),
                invariance,
                STANDARD.contrastWeight(),
                temperature,
                spread,
                STANDARD.scaleWeight(),
                STANDARD.averaging(),
                seed);
    }

    private Budget.Norm norm() {
        return switch (threat) {
            case LINF -> Budget.Norm.L_INF;
            case L2 -> Budget.Norm.L_2;
            case NONE ->
                throw new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT, "--attack none: robust training needs linf or l2");
        };
    }

    private ModelBundle described(ModelBundle start, RobustRecipe recipe, RobustTrainer.Result result) {
        String command = command(start, recipe);
        long learnt = recipe.steps() * recipe.picturesPerStep();
        Manifest manifest = Manifest.describing(
                        modelId, start.manifest().backbone(), start.manifest().inputSize(), RobustTrainer.RECIPE)
                .withParent(start.modelId())
                .withTraining(new Training(
                        name(data) + "; the first " + heldBack + " pictures of each class held back",
                        result.trainingPictures(),
                        seed,
                        (int) Math.ceil((double) learnt / result.trainingPictures()),
                        command,
                        details(recipe, result.kept())))
                .withMetrics(metrics(result.kept(), recipe.norm(), command));
        return new ModelBundle(manifest, result.bundle().tensors());
    }

    /** Files are named without the path to them, which means nothing elsewhere. */
    private String command(ModelBundle start, RobustRecipe recipe) {
        return "./rlpips train robust --from %s --data %s --held-back %d --run RUN --out BUNDLE --model-id %s --rounds %d --steps-per-round %d --patience %d --keep %s --groups %d --neighbours %d --confusable %s --copies %s --crops %s --overlays %s --attack %s --epsilon %s --attack-steps %d --learning-rate %s --head-rate %s --invariance %s --temperature %s --spread %s --seed %d --threads %d"
                .formatted(
                        start.modelId(),
                        name(data),
                        heldBack,
                        modelId,
                        rounds,
                        stepsPerRound,
                        patience,
                        choice.name().toLowerCase(Locale.ROOT),
                        groups,
                        neighbours,
                        confusable,
                        copies.name().toLowerCase(Locale.ROOT),
                        crops,
                        overlays,
                        threat.name().toLowerCase(Locale.ROOT),
                        recipe.epsilon(),
                        attackSteps,
                        learningRate,
                        headRate,
                        invariance,
                        temperature,
                        spread,
                        seed,
                        threads);
    }

    private static Map<String, String> details(RobustRecipe recipe, RoundResult kept) {
        Map<String, String> details = new TreeMap<>();
        details.put("optimiser", "AdamW, linear warm-up over %d steps, cosine decay".formatted(recipe.warmUpSteps()));
        details.put("recipe", recipe.toString());
        details.put("round", String.valueOf(kept.round()));
        details.put("weights", "running average");
        return details;
    }

    private static List<Measurement> metrics(RoundResult kept, Budget.Norm norm, String command) {
        String bound = norm == Budget.Norm.L_INF ? "l_inf" : "l_2";
        String framed = norm == Budget.Norm.L_INF ? "l_inf 8/255" : "l_2 1.0";
        String attack = "10 gradient steps, %d pictures".formatted(kept.attacked());
        List<Measurement> metrics = new ArrayList<>();
        kept.recall()
                .forEach((edit, share) ->
                        metrics.add(Measurement.of("validation recall, 64-pixel pictures, " + edit, share, command)));
        kept.evaded()
                .forEach((budget, share) -> metrics.add(Measurement.of(
                        "validation evasion, %s %s, %s".formatted(bound, budget, attack), share, command)));
        metrics.add(Measurement.of(
                "validation framing, %s, %s, the nearest of %d".formatted(framed, attack, kept.edited() - 1),
                kept.framed(),
                command));
        return metrics;
    }

    private static String name(Path path) {
        return path.toAbsolutePath().normalize().getFileName().toString();
    }

    /** A line now and then: a run takes an hour, and its log should be worth reading afterwards. */
    private final class Remarks implements RobustListener {
        private static final Duration INTERVAL = Duration.ofSeconds(30);
        private static final int PICTURES_A_LINE = 10_000;

        private final MemoryWatch memory = new MemoryWatch();
        private long saidNanos = System.nanoTime();
        private double forwardSpeed;
        private Optional<Progress> last = Optional.empty();

        @Override
        public void reading(int pictures) {
            if (pictures % PICTURES_A_LINE == 0) {
                console.remark("read " + pictures + " pictures");
            }
        }

        @Override
        public void forwardSpeed(double imagesPerSecond) {
            forwardSpeed = imagesPerSecond;
            console.remark(String.format(Locale.ROOT, "plain forward passes: %.0f images/s", imagesPerSecond));
        }

        @Override
        public void step(Progress progress) {
            last = Optional.of(progress);
            memory.see(progress.memory());
            if (System.nanoTime() - saidNanos >= INTERVAL.toNanos()) {
                saidNanos = System.nanoTime();
                console.remark(progress.line());
            }
        }

        @Override
        public void round(RoundResult result) {
            console.remark(result.line());
        }

        /** @return nothing for a run that had no step left to make */
        Optional<String> speed() {
            return last.map(progress -> String.format(
                    Locale.ROOT,
                    "speed: %.1f images/s in the last round, attacks included; plain forward %.0f images/s",
                    progress.picturesPerSecond(),
                    forwardSpeed));
        }

        Map<String, Object> described(RobustTrainer.Result result, ModelBundle written) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("modelId", written.modelId());
            fields.put("modelHash", written.modelHash());
            fields.put("bundle", out.toString());
            fields.put("rounds", result.history().size());
            fields.put("kept", result.kept());
            last.ifPresent(progress -> fields.put("imagesPerSecond", progress.picturesPerSecond()));
            fields.put("forwardImagesPerSecond", forwardSpeed);
            fields.put("memory", memory.described(run));
            return fields;
        }
    }
}
