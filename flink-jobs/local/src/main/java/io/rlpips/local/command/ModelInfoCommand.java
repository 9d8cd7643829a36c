package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.session.ModelChoice;
import io.rlpips.metric.bundle.ModelBundle;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what a bundle says about itself, after verifying it. */
@Command(
        name = "info",
        description = "Prints what a bundle says about itself, after verifying it.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  rlpips model info", "  rlpips model info alex-bundle --json"})
final class ModelInfoCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "BUNDLE",
            description = "Folder or zip file; without it the built-in model.")
    private Path path;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    ModelInfoCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ModelBundle bundle = (path == null ? ModelChoice.builtIn() : ModelChoice.of(path)).read();
        BundleDescription.print(console, bundle, json);
        return 0;
    }
}
