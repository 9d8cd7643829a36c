package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.metric.bundle.BundleWriter;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.bundle.WeightImporter;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.network.Backbone;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a bundle of published weights. */
@Command(
        name = "import",
        description = "Makes a bundle of published weights: .pth (zip or legacy), .npz or .safetensors.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  rlpips model import --backbone alexnet.pth --heads lpips-alex.pth --out alex-bundle"
        })
final class ModelImportCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--backbone",
            paramLabel = "F",
            required = true,
            description = "The network's weights, or a whole LPIPS or R-LPIPS checkpoint.")
    private Path backbone;

    @Option(names = "--heads", paramLabel = "F", description = "The heads' weights, where they are in another file.")
    private Path heads;

    @Option(
            names = "--out",
            paramLabel = "BUNDLE",
            required = true,
            description = "A new folder, or a new file ending in .zip.")
    private Path out;

    @Option(
            names = "--network",
            paramLabel = "NAME",
            description = "alexnet, vgg16 or squeezenet; found by the tensors where not given.")
    private String network;

    @Option(
            names = "--input-size",
            paramLabel = "N",
            defaultValue = "64",
            description = "Side in pixels of the pictures that fingerprints are made of (default: ${DEFAULT-VALUE}).")
    private int inputSize;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "Model id; made from the name of the bundle where not given.")
    private String modelId;

    @Option(names = "--json", description = "Print the bundle's description as JSON.")
    private boolean json;

    ModelImportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        requireFile(backbone);
        Optional.ofNullable(heads).ifPresent(ModelImportCommand::requireFile);
        ModelBundle bundle = WeightImporter.importBundle(
                backbone,
                Optional.ofNullable(heads),
                Optional.ofNullable(network).map(Backbone::of),
                inputSize,
                modelId == null ? ModelIds.of(out) : modelId);
        ModelBundle written = BundleWriter.write(bundle, out, bundle.manifest().precision());
        BundleDescription.print(console, written, json);
        return 0;
    }

    private static void requireFile(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, "no such file: " + file);
        }
    }
}
