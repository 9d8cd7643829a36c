package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.session.ModelChoice;
import io.rlpips.metric.bundle.ModelBundle;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks a bundle: hashes, names, shapes, finiteness, signs; exit 1 says what is wrong. */
@Command(
        name = "verify",
        description = "Checks a bundle: hashes, names, shapes, finiteness, signs; exit 1 says what is wrong.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  rlpips model verify", "  rlpips model verify alex-bundle --json"})
final class ModelVerifyCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "BUNDLE",
            description = "Folder or zip file; without it the built-in model.")
    private Path path;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    ModelVerifyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ModelBundle bundle = (path == null ? ModelChoice.builtIn() : ModelChoice.of(path)).read();
        if (json) {
            console.resultJson(Map.of("valid", true, "modelId", bundle.modelId(), "modelHash", bundle.modelHash()));
        } else {
            console.result("ok: " + bundle.modelId() + " " + bundle.modelHash());
        }
        return 0;
    }
}
