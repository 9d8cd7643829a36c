package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.console.StageBars;
import io.rlpips.metric.bundle.MeasurementsFile;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.training.agreement.Adversary;
import io.rlpips.training.agreement.AttackColumn;
import io.rlpips.training.agreement.CardFigures;
import io.rlpips.training.agreement.ForcedChoiceEvaluation;
import io.rlpips.training.agreement.ForcedChoiceReport;
import io.rlpips.training.agreement.ForcedChoiceRow;
import io.rlpips.training.agreement.ForcedChoiceTable;
import io.rlpips.training.agreement.MarginAdversary;
import io.rlpips.training.attack.AutoProjectedGradient;
import io.rlpips.training.attack.Budget;
import io.rlpips.training.attack.IterativeAttack;
import io.rlpips.training.attack.ProjectedGradient;
import io.rlpips.training.baseline.Baseline;
import io.rlpips.training.baseline.BaselineKind;
import io.rlpips.training.data.TripletSet;
import io.rlpips.training.data.TripletSetReader;
import io.rlpips.training.reproduction.PaperAdversary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Table 1 of R-LPIPS for any set of metrics. */
@Command(
        name = "2afc",
        description = "Two-alternative forced choice: how often metrics choose as judges did which of two versions is "
                + "closer to a reference, on the pictures as they are and with the versions perturbed by an attack that "
                + "knows the model. Prints the table of the paper (families by attacks) for any models and baselines, by "
                + "both definitions of the score, and says whether people judged.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  rlpips evaluate 2afc --data triplets --baseline all --attacks none",
            "  rlpips evaluate 2afc --data bapps --model lpips=official --model robust=built-in --limit 300 \\",
            "      --steps 100 --attack apgd --out table1"
        })
final class EvaluateForcedChoiceCommand implements Callable<Integer> {
    private static final int PICTURE_SIDE = 64;
    private static final double LEVELS = 255;

    private final Console console;

    @Mixin
    private AgreementOptions options;

    @Option(
            names = "--attacks",
            paramLabel = "LIST",
            split = ",",
            description = "all, none, or a list of linf-x0, linf-x1, linf-x0x1, l2-x0, l2-x1, l2-x0x1: what bounds the "
                    + "perturbation and which version carries it (default: all).")
    private List<String> attacks = List.of("all");

    @Option(
            names = "--attack-recipe",
            paramLabel = "RECIPE",
            description =
                    "robust or paper: ours, which turns the metric's choice by PGD or APGD from random starts, or "
                            + "that of the paper's authors with its faults (default: robust).")
    private Recipe recipe = Recipe.ROBUST;

    @Option(names = "--attack", paramLabel = "NAME", description = "pgd or apgd, of the robust recipe (default: pgd).")
    private Algorithm algorithm = Algorithm.PGD;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Steps of the attack (default: 40, of the paper's recipe 50).")
    private Optional<Integer> steps = Optional.empty();

    @Option(
            names = "--restarts",
            paramLabel = "N",
            description = "Random starts of the attack, of the robust recipe (default: 1).")
    private int restarts = 1;

    @Option(
            names = "--linf-levels",
            paramLabel = "X",
            description =
                    "Largest change of a sample, of 255 levels; the paper's recipe takes samples from -1 to 1, where it is "
                            + "half as much (default: 8).")
    private double largestChange = MarginAdversary.STANDARD_LARGEST_CHANGE.radius() * LEVELS;

    @Option(
            names = "--l2-length",
            paramLabel = "X",
            description = "Length of the change, samples from 0 to 1; the paper's recipe takes samples from -1 to 1 "
                    + "(default: 1.0).")
    private double length = MarginAdversary.STANDARD_LENGTH.radius();

    EvaluateForcedChoiceCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<AttackColumn> columns = AttackColumn.of(attacks);
        List<BaselineKind> baselines = options.baselines();
        Map<String, ModelBundle> bundles = options.bundles();
        Adversary adversary = adversary();
        TripletSet set = new TripletSetReader(ImageLimits.DEFAULT, PICTURE_SIDE, options.threads())
                .read(options.data(), options.split(), options.selection(), count -> {});
        List<ForcedChoiceRow> rows = new ArrayList<>();
        try (StageBars bars = new StageBars(console)) {
            ForcedChoiceEvaluation evaluation = new ForcedChoiceEvaluation(
                    set, adversary, columns, options.seed(), options.threads(), bars::progress);
            bundles.forEach((name, bundle) -> rows.add(evaluation.of(name, bundle)));
            for (BaselineKind kind : baselines) {
                try (Baseline baseline = options.create(kind)) {
                    rows.add(evaluation.of(baseline));
                }
            }
        }
        ForcedChoiceTable table = ForcedChoiceTable.of(set.judgedBy(), adversary, columns, rows);
        options.out().ifPresent(folder -> write(table, bundles.keySet(), folder));
        print(new ForcedChoiceReport(table));
        return 0;
    }

    private Adversary adversary() {
        return switch (recipe) {
            case ROBUST ->
                new MarginAdversary(
                        algorithm.of(steps.orElse(ProjectedGradient.STANDARD.steps())),
                        restarts,
                        Budget.largestChange(largestChange / LEVELS),
                        Budget.length(length));
            case PAPER ->
                new PaperAdversary(steps.orElse(PaperAdversary.STANDARD.steps()), largestChange / LEVELS, length);
        };
    }

    private void write(ForcedChoiceTable table, Set<String> models, Path folder) {
        new ForcedChoiceReport(table).write(folder);
        for (ForcedChoiceRow row : table.rows()) {
            if (models.contains(row.metric())) {
                Path card = folder.resolve("measurements-" + row.metric().replaceAll("[^\\w.-]", "-") + ".json");
                MeasurementsFile.write(CardFigures.of(table, row, commandLine()), card);
            }
        }
    }

    private String commandLine() {
        String attack = "--attack-recipe %s --attack %s --restarts %d --linf-levels %s --l2-length %s"
                .formatted(recipe, algorithm, restarts, largestChange, length)
                .toLowerCase(Locale.ROOT);
        String stepped = steps.map(count -> " --steps " + count).orElse("");
        return "./rlpips evaluate 2afc --data %s %s --model NAME=BUNDLE --attacks %s %s%s"
                .formatted(
                        options.data().getFileName(),
                        options.selectionWords(),
                        String.join(",", attacks),
                        attack,
                        stepped);
    }

    private void print(ForcedChoiceReport report) {
        if (options.json()) {
            console.resultJson(report.json());
        } else {
            console.result(report.markdown());
            options.out().ifPresent(folder -> console.result("tables and charts: " + folder));
        }
    }

    /** Whose way of attacking. */
    enum Recipe {
        ROBUST,
        PAPER
    }

    /** How the perturbation is looked for. */
    enum Algorithm {
        PGD,
        APGD;

        private IterativeAttack of(int steps) {
            return switch (this) {
                case PGD -> ProjectedGradient.plain(steps);
                case APGD -> new AutoProjectedGradient(steps);
            };
        }
    }
}
