package io.rlpips.local.command;

import io.rlpips.local.session.ModelChoice;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which model a command works with. */
final class ModelOption {
    @Option(
            names = "--model",
            paramLabel = "BUNDLE",
            description = "Model bundle, a folder or zip file; without it the built-in model.")
    private Path bundle;

    ModelChoice choice() {
        return bundle == null ? ModelChoice.builtIn() : ModelChoice.of(bundle);
    }
}
