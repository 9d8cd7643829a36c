package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.session.ModelChoice;
import io.rlpips.metric.bundle.BundleWriter;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.training.publishing.WeightAverage;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a bundle of the mean weights of others. */
@Command(
        name = "average",
        description =
                "Makes a bundle whose weights are the mean of others': of models that were trained from one another, to "
                        + "have some of what each is better at. It has no threshold until 'model publish --from' has measured it.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example, four fifths of the one and a fifth of the other:",
            "  rlpips model average --model 0.8=first-bundle --model 0.2=second-bundle \\",
            "      --out averaged --model-id averaged-v1"
        })
final class ModelAverageCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            paramLabel = "SHARE=BUNDLE",
            required = true,
            description = "A model and the share of its weights, of the sum of all shares; repeat for each. The bundle "
                    + "'built-in' is the one that comes with the program.")
    private List<String> models;

    @Option(
            names = "--out",
            paramLabel = "BUNDLE",
            required = true,
            description = "A new folder, or a new file ending in .zip.")
    private Path out;

    @Option(names = "--model-id", paramLabel = "ID", required = true, description = "The model's name.")
    private String modelId;

    @Option(names = "--json", description = "Print the bundle's description as JSON.")
    private boolean json;

    ModelAverageCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<WeightAverage.Part> parts = models.stream().map(this::part).toList();
        ModelBundle average = WeightAverage.of(parts, modelId, CommandWords.of(spec));
        BundleDescription.print(
                console, BundleWriter.write(average, out, average.manifest().precision()), json);
        return 0;
    }

    private WeightAverage.Part part(String model) {
        int equals = model.indexOf('=');
        if (equals < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--model: '%s' is no SHARE=BUNDLE, as 0.8=my-bundle is".formatted(model));
        }
        return new WeightAverage.Part(
                ModelChoice.named(model.substring(equals + 1)).read(), share(model, equals));
    }

    private double share(String model, int length) {
        try {
            return Double.parseDouble(model.substring(0, length));
        } catch (NumberFormatException notANumber) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--model: the share '%s' is no number".formatted(model.substring(0, length)),
                    notANumber);
        }
    }
}
