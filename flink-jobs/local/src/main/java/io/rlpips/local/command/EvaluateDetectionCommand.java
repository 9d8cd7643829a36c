package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.metric.bundle.MeasurementsFile;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.bundle.ViewThresholds;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.baseline.Baseline;
import io.rlpips.training.baseline.BaselineKind;
import io.rlpips.training.detection.BaselineEvaluation;
import io.rlpips.training.detection.CardFigures;
import io.rlpips.training.detection.DetectionData;
import io.rlpips.training.detection.DetectionEvaluation;
import io.rlpips.training.detection.DetectionPlan;
import io.rlpips.training.detection.DetectionReport;
import io.rlpips.training.detection.DetectionSources;
import io.rlpips.training.detection.DetectionStage;
import io.rlpips.training.detection.HashEvaluation;
import io.rlpips.training.detection.ModelFigures;
import io.rlpips.training.detection.PictureSelection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How well models detect edited and attacked copies. */
@Command(
        name = "detection",
        description = "Sets a model's threshold at a stated rate of false matches between unrelated pictures, then "
                + "measures at it how many edited copies are found, how many attacked copies escape and how many "
                + "unrelated pictures can be pushed onto a reference. Leaves table.md, table.csv, table.json, "
                + "plots and, for each model's card, measurements-NAME.json in the output folder; finished "
                + "stages found there are not repeated.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  rlpips evaluate detection --training train.tar --background unseen.tar --natives unseen.tar \\",
            "      --photos photos --last 200 --model mine=my-bundle --model official=official-alexnet --out tables",
            "  rlpips evaluate detection --training train.tar --photos photos --first 100 --quick \\",
            "      --stages threshold,recall --model my-bundle --out probe",
            "  rlpips evaluate detection --training train.tar --photos photos --calibration-pictures 500x2000 \\",
            "      --attack pgd,square --baseline psnr,ssim --model my-bundle --out more"
        })
final class EvaluateDetectionCommand implements Callable<Integer> {
    private static final int QUICK_PHOTOS = 100;

    private final Console console;

    @Spec
    private CommandSpec spec;

    @Mixin
    private NamedModels models;

    @Option(
            names = "--training",
            paramLabel = "DIR|TAR",
            required = true,
            description = "Pictures in class folders. They are the uploads when false matches are counted, and the "
                    + "references that framing aims at.")
    private Path training;

    @Option(
            names = "--background",
            paramLabel = "DIR|TAR",
            description = "Pictures unrelated to those, the references when false matches are counted. Without it the "
                    + "first 10 pictures of each class of --training, and only the others are the uploads.")
    private Path background;

    @Option(
            names = "--calibration-pictures",
            paramLabel = "N[xM]",
            description =
                    "Count false matches between N pictures of the background and M of the training pictures only, "
                            + "spread evenly (default: all; with --quick 500x10000).")
    private String calibrationPictures;

    @Mixin
    private PhotosOption photos;

    @Option(
            names = "--natives",
            paramLabel = "DIR|TAR",
            description = "Pictures of 64 x 64 in class folders for a table of their own. Without it the first 10 of "
                    + "each class of --training.")
    private Path natives;

    @Option(
            names = "--native-table",
            paramLabel = "N",
            description = "How many of them are edited, spread evenly (default: 500; with --quick 100).")
    private Integer nativeTable;

    @Option(
            names = "--add-native",
            paramLabel = "N",
            description = "How many of them are attacked in addition to the photos, spread evenly (default: 400; with "
                    + "--quick 0).")
    private Integer addNative;

    @Option(
            names = "--stages",
            paramLabel = "STAGE",
            split = ",",
            description = "Only these: threshold, recall, views, evasion, edited, framing, checks (default: all; with "
                    + "--quick threshold, recall, evasion).")
    private Set<DetectionStage> stages = Set.of();

    @Option(
            names = "--false-match-rate",
            paramLabel = "R",
            description = "The threshold that recall and attacks are measured at (default: 1e-6).")
    private double falseMatchRate = 1e-6;

    @Option(
            names = "--as-is-share",
            paramLabel = "S",
            description =
                    "What the picture as it is keeps of the false matches in the stage of views; the other views, "
                            + "which have to be nearer for it, share the rest (default: ${DEFAULT-VALUE}).")
    private double asIsShare = ViewThresholds.AS_IS_SHARE;

    @Mixin
    private AttackStrength attacks = new AttackStrength();

    @Option(
            names = "--baseline",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Also the recall of these measures at the first model's input, their thresholds set on the same "
                            + "pairs, each of which is compared: l2, psnr, ssim, ms-ssim, fsim, fsimc, e-lpips (over the first "
                            + "model), or all. All but l2 and psnr take hours without few --calibration-pictures. phash is "
                            + "--phash.")
    private List<String> baselines = List.of();

    @Option(
            names = "--phash",
            description = "Also the recall of a perceptual hash of 64 bits, its threshold set on the same pairs.")
    private boolean perceptualHash;

    @Option(names = "--quick", description = "A smaller version in minutes, for comparing models while they are made.")
    private boolean quick;

    @Option(names = "--seed", paramLabel = "N", description = "Of edits, attacks and resampling (default: 1).")
    private long seed = 1;

    @Option(names = "--threads", paramLabel = "N", description = "Threads for independent work (default: all cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Folder for tables, plots and finished stages; made if absent.")
    private Path out;

    @Option(names = "--json", description = "Print the figures as JSON.")
    private boolean json;

    EvaluateDetectionCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        DetectionPlan plan = plan();
        List<BaselineKind> compared = baselines.isEmpty() ? List.of() : BaselineKind.of(baselines);
        DetectionData data = new DetectionData(sources(), threads, new StageRemarks(console, ""));
        List<ModelFigures> measured = new ArrayList<>();
        Map<String, ModelBundle> bundles = models.read();
        for (Map.Entry<String, ModelBundle> model : bundles.entrySet()) {
            StageRemarks remarks = new StageRemarks(console, model.getKey() + ": ");
            measured.add(new ModelFigures(
                    model.getKey(),
                    model.getValue().modelId(),
                    model.getValue().modelHash(),
                    new DetectionEvaluation(plan, data, remarks).measure(model.getKey(), model.getValue())));
        }
        ModelBundle first = bundles.values().iterator().next();
        for (BaselineKind kind : compared) {
            if (kind != BaselineKind.PHASH) {
                measured.add(measured(kind, first, plan, data));
            }
        }
        if (perceptualHash || compared.contains(BaselineKind.PHASH)) {
            measured.add(new HashEvaluation(plan, data, new StageRemarks(console, "pHash: ")).measure());
        }
        DetectionReport report = new DetectionReport(CommandWords.of(spec), measured);
        report.write(out);
        for (ModelFigures model : measured) {
            MeasurementsFile.write(
                    CardFigures.of(model.figures(), repeatable()),
                    out.resolve("measurements-%s.json".formatted(model.name())));
        }
        if (json) {
            console.resultJson(report);
        } else {
            console.result(report.markdown());
            console.result("tables and plots: " + out);
        }
        return 0;
    }

    private ModelFigures measured(BaselineKind kind, ModelBundle network, DetectionPlan plan, DetectionData data) {
        StageRemarks remarks = new StageRemarks(console, kind.label() + ": ");
        try (Baseline baseline = kind.create(() -> network, seed)) {
            return new BaselineEvaluation(plan, data, network.manifest().inputSize(), remarks).measure(baseline);
        }
    }

    private DetectionPlan plan() {
        Set<DetectionStage> wanted = stages;
        if (wanted.isEmpty()) {
            wanted = quick
                    ? EnumSet.of(DetectionStage.THRESHOLD, DetectionStage.RECALL, DetectionStage.EVASION)
                    : EnumSet.allOf(DetectionStage.class);
        }
        return new DetectionPlan(wanted, falseMatchRate, asIsShare, seed, threads, attacks.plan(quick), out);
    }

    private DetectionSources sources() {
        int[] limits = calibrationLimits();
        return new DetectionSources(
                training,
                Optional.ofNullable(background),
                limits[0],
                limits[1],
                photos.folder(),
                photos.selection(quick ? PictureSelection.first(QUICK_PHOTOS) : PictureSelection.ALL),
                Optional.ofNullable(natives),
                nativeTable != null ? nativeTable : quick ? QUICK_PHOTOS : 500,
                addNative != null ? addNative : quick ? 0 : 400);
    }

    /** @return most pictures of the background and of the training pictures */
    private int[] calibrationLimits() {
        String given = calibrationPictures != null ? calibrationPictures : quick ? "500x10000" : "";
        if (given.isEmpty()) {
            return new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE};
        }
        if (!given.matches("[1-9][0-9]{0,8}(x[1-9][0-9]{0,8})?")) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "--calibration-pictures is '%s', must be a number or two like 500x10000".formatted(given));
        }
        String[] parts = given.split("x");
        return new int[] {Integer.parseInt(parts[0]), parts.length == 2 ? Integer.parseInt(parts[1]) : Integer.MAX_VALUE
        };
    }

    /** For a model's card: the same with any bundle. */
    private String repeatable() {
        return CommandWords.of(spec).replaceAll(" --(model|out)[ =]\\S+", "") + " --model BUNDLE --out OUT";
    }
}
