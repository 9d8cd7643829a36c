package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.detection.NamedPicture;
import io.rlpips.training.detection.PhotoFolder;
import io.rlpips.training.detection.PictureSelection;
import io.rlpips.training.detection.ViewScheme;
import io.rlpips.training.robustness.AttackedDistances;
import io.rlpips.training.robustness.OptObjective;
import io.rlpips.training.robustness.RobustnessReport;
import io.rlpips.training.robustness.RobustnessStudy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Figures 1 and 2 of the R-LPIPS paper. */
@Command(
        name = "robustness",
        description = "Pushes copies away from their originals with OPT, on the features and on the distance of each "
                + "model, and measures how far every model finds them: Figures 1 and 2 of the R-LPIPS paper, raw and "
                + "divided by each model's median distance of unrelated pictures, and how well the models separate.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  rlpips evaluate robustness --model lpips=official-alexnet --model robust=my-bundle \\",
            "      --photos photos --last 200 --out figures"
        })
final class EvaluateRobustnessCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec spec;

    @Mixin
    private NamedModels models;

    @Mixin
    private PhotosOption photos;

    @Option(names = "--columns", paramLabel = "N", description = "Pictures in Figure 1 (default: 6).")
    private int columns = 6;

    @Option(names = "--seed", paramLabel = "N", description = "Of the attacks' starts (default: 1).")
    private long seed = 1;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Folder for figures and tables; made if absent.")
    private Path out;

    @Option(names = "--json", description = "Print the table as JSON.")
    private boolean json;

    EvaluateRobustnessCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Map<String, ModelBundle> bundles = models.read();
        List<NamedPicture> pictures = PhotoFolder.read(photos.folder(), photos.selection(PictureSelection.ALL));
        if (pictures.size() < 2) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "one photo has no unrelated pairs, needs at least 2");
        }
        try (RobustnessStudy study = new RobustnessStudy(bundles, seed)) {
            report(study, List.copyOf(bundles.keySet()), pictures);
        }
        return 0;
    }

    private void report(RobustnessStudy study, List<String> names, List<NamedPicture> pictures) {
        List<RgbImage> inputs = pictures.stream()
                .map(picture -> ViewScheme.modelInput(picture.picture(), study.inputSize()))
                .toList();
        List<AttackedDistances> measured = new ArrayList<>();
        Map<String, List<RgbImage>> onFirst = new LinkedHashMap<>();
        StageRemarks remarks = new StageRemarks(console, "");
        for (String attacked : names) {
            for (OptObjective objective : OptObjective.values()) {
                List<RgbImage> perturbed = study.attack(inputs, attacked, objective, remarks::progress);
                measured.addAll(study.measure(inputs, perturbed, attacked, objective));
                if (attacked.equals(names.get(0))) {
                    onFirst.put(RobustnessReport.attack(attacked, objective), perturbed);
                }
            }
        }
        RobustnessReport report = new RobustnessReport(
                CommandWords.of(spec), pictures.stream().map(NamedPicture::name).toList(), measured);
        report.write(out, inputs, onFirst, columns);
        if (json) {
            console.resultJson(report.lines());
        } else {
            console.result(report.text());
            console.result("figures and tables: " + out);
        }
    }
}
