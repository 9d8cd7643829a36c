package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.training.backbone.BackboneTrainer;
import io.rlpips.training.backbone.EpochResult;
import io.rlpips.training.backbone.TrainedBackbone;
import io.rlpips.training.backbone.TrainingListener;
import io.rlpips.training.backbone.TrainingProgress;
import io.rlpips.training.backbone.TrainingRecipe;
import io.rlpips.training.backbone.TrainingSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains a backbone from random weights. */
@Command(
        name = "backbone",
        description = "Trains AlexNet's convolutions from random weights as a classifier of pictures in class folders. "
                + "Leaves checkpoints, curve.csv, curve.png, memory.csv and the trained weights in the run's folder; interrupted, "
                + "the same command with --resume ends with the same bits.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  rlpips train backbone --data pictures.tar --run runs/first --epochs 24",
            "  rlpips train backbone --data pictures.tar --run runs/first --epochs 24 --resume"
        })
final class TrainBackboneCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--data",
            paramLabel = "DIR|TAR",
            required = true,
            description = "Folder or tar archive of pictures in class folders.")
    private Path data;

    @Option(
            names = "--run",
            paramLabel = "DIR",
            required = true,
            description = "Folder for checkpoints, curves and the result; made if absent.")
    private Path run;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Passes over the pictures (default: that of the standard recipe, 24).")
    private int epochs = TrainingRecipe.STANDARD.epochs();

    @Option(names = "--batch-size", paramLabel = "N", description = "Pictures a step (default: 128).")
    private int batchSize = TrainingRecipe.STANDARD.batchSize();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the first weights, the order, the variations and the dropout (default: 1).")
    private long seed = TrainingRecipe.STANDARD.seed();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of one tensor operation and for decoding (default: all cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--resume", description = "Go on from the last checkpoint in the run's folder.")
    private boolean resume;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    TrainBackboneCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        TrainingRecipe recipe = TrainingRecipe.STANDARD
                .withEpochs(epochs)
                .withBatchSize(batchSize)
                .withSeed(seed);
        Remarks remarks = new Remarks();
        TrainedBackbone trained =
                BackboneTrainer.run(new TrainingSettings(data, run, recipe, resume, threads, threads), remarks);
        EpochResult last =
                trained.report().history().get(trained.report().history().size() - 1);
        if (json) {
            console.resultJson(remarks.described(trained));
        } else {
            console.result(last.line());
            console.result("run: " + run + "; next: rlpips model publish --run " + run);
        }
        return 0;
    }

    /** A line now and then: a run takes an hour, and its log should be worth reading afterwards. */
    private final class Remarks implements TrainingListener {
        private static final Duration INTERVAL = Duration.ofSeconds(10);
        private static final int PICTURES_A_LINE = 10_000;

        private final MemoryWatch memory = new MemoryWatch();
        private long saidNanos = System.nanoTime();
        private double imagesPerSecond;

        @Override
        public void reading(int pictures) {
            if (pictures % PICTURES_A_LINE == 0) {
                console.remark("read " + pictures + " pictures");
            }
        }

        @Override
        public void step(TrainingProgress progress) {
            memory.see(progress.memory());
            imagesPerSecond = progress.picturesPerSecond();
            if (System.nanoTime() - saidNanos >= INTERVAL.toNanos()) {
                saidNanos = System.nanoTime();
                console.remark(progress.line());
            }
        }

        @Override
        public void epoch(EpochResult result) {
            console.remark(result.line());
        }

        Map<String, Object> described(TrainedBackbone trained) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("report", trained.report());
            fields.put("imagesPerSecond", imagesPerSecond);
            fields.put("memory", memory.described(run));
            return fields;
        }
    }
}
