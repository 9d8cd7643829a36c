package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.console.Progress;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.weights.Precision;
import io.rlpips.training.publishing.BundlePublisher;
import io.rlpips.training.publishing.PublishListener;
import io.rlpips.training.publishing.PublishSettings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a bundle of a finished training run. */
@Command(
        name = "publish",
        description = "Makes a bundle of a finished training run: balances the heads, measures the calibration curve "
                + "on pairs of unrelated pictures and recommends a threshold.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  rlpips model publish --run runs/first --data pictures.tar --background others.tar \\",
            "      --out my-bundle --model-id my-alexnet-v1"
        })
final class ModelPublishCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--run", paramLabel = "DIR", required = true, description = "Folder of the finished run.")
    private Path run;

    @Option(
            names = "--data",
            paramLabel = "DIR|TAR",
            required = true,
            description = "What the run was trained on: the background is compared with all of it.")
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

    @Option(names = "--model-id", paramLabel = "ID", required = true, description = "The model's name.")
    private String modelId;

    @Option(
            names = "--false-match-rate",
            paramLabel = "R",
            description = "Share of unrelated pairs that the recommended threshold lets pass (default: 1e-6).")
    private double falseMatchRate = PublishSettings.STANDARD_FALSE_MATCH_RATE;

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
        PublishSettings settings =
                new PublishSettings(run, data, background, out, modelId, falseMatchRate, precision, threads);
        try (Stages stages = new Stages()) {
            ModelBundle bundle = BundlePublisher.publish(settings, stages);
            stages.close();
            BundleDescription.print(console, bundle, json);
        }
        return 0;
    }

    /** A bar for each stage whose size is known. */
    private final class Stages implements PublishListener, AutoCloseable {
        private String stage = "";
        private Progress bar;

        @Override
        public void progress(String current, long done, long total) {
            if (total == 0) {
                return;
            }
            if (!current.equals(stage)) {
                close();
                stage = current;
                bar = console.progress(current, total);
            }
            bar.stepTo(done);
        }

        @Override
        public void close() {
            if (bar != null) {
                bar.close();
                bar = null;
            }
        }
    }
}
