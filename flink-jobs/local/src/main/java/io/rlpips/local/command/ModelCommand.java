package io.rlpips.local.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is done with model bundles. */
@Command(
        name = "model",
        description = "Model bundles: import, info, verify, average, publish, register, announce, switch.",
        mixinStandardHelpOptions = true)
final class ModelCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a subcommand is missing");
    }
}
