package io.rlpips.local.command;

import io.rlpips.local.session.ModelChoice;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.training.baseline.Baseline;
import io.rlpips.training.baseline.BaselineKind;
import io.rlpips.training.data.Selection;
import io.rlpips.training.data.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which metrics are measured on which judged set. */
final class AgreementOptions {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "Judged set in the layout of BAPPS, people's or generated.")
    private Path data;

    @Option(
            names = "--split",
            paramLabel = "SPLIT",
            description = "val or train: which half of the set (default: val).")
    private Split split = Split.VAL;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "At most so many of each family, chosen by the seed (default: all).")
    private int limit = Integer.MAX_VALUE;

    @Option(
            names = "--model",
            paramLabel = "NAME=BUNDLE",
            description =
                    "A model and its name in the table; repeat for several. The bundle 'built-in' is the one that "
                            + "comes with the program, which is also measured when neither models nor baselines are named.")
    private Map<String, String> models = new LinkedHashMap<>();

    @Option(
            names = "--baseline",
            paramLabel = "NAME",
            split = ",",
            description = "Measures to compare with: all, or a list of l2, psnr, ssim, ms-ssim, fsim, fsimc, e-lpips, "
                    + "phash.")
    private List<String> baselines = new ArrayList<>();

    @Option(
            names = "--e-lpips-network",
            paramLabel = "BUNDLE",
            description = "Model whose distances e-lpips averages (default: the built-in one).")
    private Path ensembleNetwork;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the choice of trials, the attacks and the random transformations (default: 1).")
    private long seed = 1;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Batches at once; without influence on the figures (default: all cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Folder for the table as Markdown, CSV and JSON and charts as PNG, and for figures that a model's "
                            + "card takes; made if absent.")
    private Path out;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    Path data() {
        return data;
    }

    Split split() {
        return split;
    }

    Selection selection() {
        return limit == Integer.MAX_VALUE ? Selection.EVERYTHING : Selection.atMost(limit, seed);
    }

    /** @return the options of what was selected, as they are typed */
    String selectionWords() {
        String all = "--split %s --seed %d".formatted(split.folder(), seed);
        return limit == Integer.MAX_VALUE ? all : all + " --limit " + limit;
    }

    long seed() {
        return seed;
    }

    int threads() {
        return threads;
    }

    Optional<Path> out() {
        return Optional.ofNullable(out);
    }

    boolean json() {
        return json;
    }

    /** @return bundles by name, in the order they were named */
    Map<String, ModelBundle> bundles() {
        Map<String, ModelBundle> bundles = new LinkedHashMap<>();
        models.forEach(
                (name, bundle) -> bundles.put(name, ModelChoice.named(bundle).read()));
        if (models.isEmpty() && baselines.isEmpty()) {
            bundles.put(ModelChoice.BUILT_IN, ModelChoice.builtIn().read());
        }
        return bundles;
    }

    List<BaselineKind> baselines() {
        return baselines.isEmpty() ? List.of() : BaselineKind.of(baselines);
    }

    /** @return the caller closes it */
    Baseline create(BaselineKind kind) {
        return kind.create(
                () -> (ensembleNetwork == null ? ModelChoice.builtIn() : ModelChoice.of(ensembleNetwork)).read(), seed);
    }
}
