package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.training.heads.Scope;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains heads and backbone. */
@Command(
        name = "tune",
        description =
                "Trains a model's heads and its backbone on judged triplets, naturally or against an adversary. Leaves "
                        + "checkpoints, curve.csv, curve.png, memory.csv and training.json in the run's folder and makes a bundle; interrupted, "
                        + "the same command with --resume ends with the same bits.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  rlpips train tune --data triplets --validate-on val --run runs/tuned --out tuned-bundle",
            "  rlpips train tune --data triplets --scratch --heads ones --attack l2 --epsilon 1 --perturb x0x1 \\",
            "      --run runs/scratch --out scratch-bundle"
        })
final class TrainTuneCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private HeadOptions options;

    @Option(
            names = "--scratch",
            description = "Start from a random backbone; the bundle then only says which network and input size.")
    private boolean scratch;

    TrainTuneCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        return options.train(console, scratch ? Scope.SCRATCH : Scope.TUNE);
    }
}
