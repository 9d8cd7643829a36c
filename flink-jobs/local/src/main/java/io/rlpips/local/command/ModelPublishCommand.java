package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.console.StageBars;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.projection.BasisFormat;
import io.rlpips.metric.weights.Precision;
import io.rlpips.training.publishing.BundlePublisher;
import io.rlpips.training.publishing.PublishSettings;
import io.rlpips.training.publishing.PublishSource;
import io.rlpips.training.registry.ModelRegistry;
import io.rlpips.training.registry.RegisteredModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a bundle to be used of what was trained. */
@Command(
        name = "publish",
        description =
                "Makes a bundle to be used of what was trained: a finished backbone run, whose heads it balances, "
                        + "or a bundle that training wrote, whose tensors stay as they are. Measures the calibration curve on "
                        + "pairs of unrelated pictures, recommends a threshold and fits the search projection.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A file of measurements is {\"measurements\": [{\"name\": ..., \"value\": ..., \"command\": ...}, ...]},",
            "with \"unit\" and \"target\" where there are any.",
            "",
            "Examples:",
            "  rlpips model publish --run runs/first --data pictures.tar --background others.tar \\",
            "      --out my-bundle --model-id my-alexnet-v1",
            "  rlpips model publish --from robust-bundle --data pictures.tar --background others.tar \\",
            "      --out my-bundle --metrics detection.json"
        })
final class ModelPublishCommand implements Callable<Integer> {
    private final Console console;

    @ArgGroup(multiplicity = "1")
    private Source source;

    @Option(
            names = "--data",
            paramLabel = "DIR|TAR",
            required = true,
            description = "What it was trained on: the background is compared with all of it.")
    private Path data;

    @Option(
            names = "--background",
            paramLabel = "DIR|TAR",
            required = true,
            description = "Pictures that nothing was trained on, unrelated to each other and to the data.")
    private Path background;

    @Option(
            names = "--out",
            paramLabel = "BUNDLE",
            required = true,
            description = "A new folder, or a new file ending in .zip.")
    private Path out;

    @Option(
            names = "--model-id",
            paramLabel = "ID",
            description = "The model's name; needed with --run, a trained bundle keeps its own where not given.")
    private String modelId;

    @Option(
            names = "--false-match-rate",
            paramLabel = "R",
            description = "Share of unrelated pairs that the recommended threshold lets pass (default: 1e-6).")
    private double falseMatchRate = PublishSettings.STANDARD_FALSE_MATCH_RATE;

    @Option(
            names = "--projection-dims",
            paramLabel = "N",
            description =
                    "Directions of the search projection, which is fitted to the data; 0 for none (default: 144).")
    private int projectionDimensions = PublishSettings.STANDARD_PROJECTION_DIMENSIONS;

    @Option(
            names = "--projection-format",
            paramLabel = "F",
            description = "int8, float16 or float32: how they are stored. In int8 a bundle holds twice as many in the "
                    + "space of float16 (default: int8).")
    private BasisFormat projectionFormat = PublishSettings.STANDARD_PROJECTION_FORMAT;

    @Option(
            names = "--metrics",
            paramLabel = "FILE",
            description = "Figures measured elsewhere, for the model's card; may be given several times.")
    private List<Path> measurements = List.of();

    @Option(
            names = "--registry",
            paramLabel = "PLACE",
            description = "Append the bundle to this registry, too: see 'rlpips model register --help'.")
    private String registry;

    @Option(
            names = "--precision",
            paramLabel = "P",
            description = "float32 or float16: how the tensors are stored (default: float16).")
    private Precision precision = Precision.FLOAT16;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of one tensor operation (default: all cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "Print the bundle's description as JSON.")
    private boolean json;

    ModelPublishCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        // A mistake in the location should cost seconds, not the long work.
        Optional<ModelRegistry> target = Optional.ofNullable(registry).map(ModelRegistry::at);
        PublishSettings settings = new PublishSettings(
                source.chosen(),
                data,
                background,
                out,
                Optional.ofNullable(modelId),
                falseMatchRate,
                projectionDimensions,
                projectionFormat,
                measurements,
                precision,
                threads);
        ModelBundle bundle;
        try (StageBars bars = new StageBars(console)) {
            bundle = BundlePublisher.publish(settings, bars::progress);
        }
        BundleDescription.print(console, bundle, json, target.map(place -> append(place, bundle)));
        return 0;
    }

    private RegisteredModel append(ModelRegistry place, ModelBundle bundle) {
        try {
            return place.append(bundle);
        } catch (RlpipsException refused) {
            throw new RlpipsException(
                    refused.category(),
                    "%s (the bundle is at %s; 'rlpips model register' tries this alone)"
                            .formatted(refused.getMessage(), out),
                    refused);
        }
    }

    /** One of the two. */
    private static final class Source {
        @Option(names = "--run", paramLabel = "DIR", description = "Folder of a finished run of 'train backbone'.")
        private Path run;

        @Option(
                names = "--from",
                paramLabel = "BUNDLE",
                description = "Bundle that 'train robust', 'train heads' or 'train tune' wrote.")
        private Path bundle;

        private PublishSource chosen() {
            return run == null ? new PublishSource.TrainedBundle(bundle) : new PublishSource.FinishedRun(run);
        }
    }
}
