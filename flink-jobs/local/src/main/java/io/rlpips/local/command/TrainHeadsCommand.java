package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.training.heads.Scope;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Trains heads on a frozen backbone. */
@Command(
        name = "heads",
        description =
                "Trains a model's heads on judged triplets, the backbone frozen: naturally as LPIPS, or against an "
                        + "adversary as R-LPIPS. Leaves checkpoints, curve.csv, curve.png, memory.csv and training.json in the run's folder and "
                        + "makes a bundle; interrupted, the same command with --resume ends with the same bits.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  rlpips train heads --data triplets --from alex-bundle --run runs/natural --out natural-bundle",
            "  rlpips train heads --data triplets --from alex-bundle --attack linf --epsilon 8/255 --perturb x0 \\",
            "      --recipe paper --run runs/paper --out r-lpips-bundle"
        })
final class TrainHeadsCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private HeadOptions options;

    TrainHeadsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        return options.train(console, Scope.HEADS);
    }
}
