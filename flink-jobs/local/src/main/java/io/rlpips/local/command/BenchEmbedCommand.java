package io.rlpips.local.command;

import io.rlpips.local.bench.EmbedBench;
import io.rlpips.local.bench.EmbedResult;
import io.rlpips.local.console.Console;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How fast pictures become fingerprints. */
@Command(
        name = "embed",
        description = "Embeds pictures of noise at several sizes and in several batches. A batch of one is the named"
                + " alternative: what a job that embeds each picture as it comes would do.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  rlpips bench embed --sizes 64,128,224 --batches 1,8,32 --threads 1 --json"})
final class BenchEmbedCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--sizes",
            paramLabel = "N[,N...]",
            split = ",",
            defaultValue = "64,128,224",
            description = "Sides of the pictures, in pixels (default: ${DEFAULT-VALUE}).")
    private List<Integer> sizes;

    @Option(
            names = "--batches",
            paramLabel = "N[,N...]",
            split = ",",
            defaultValue = "1,4,16,32",
            description = "Pictures given at once (default: ${DEFAULT-VALUE}).")
    private List<Integer> batches;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "2",
            description = "Each measurement takes at least so long (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Mixin
    private MeasuredModel model;

    @Option(
            names = "--device",
            paramLabel = "D",
            defaultValue = "cpu",
            description = "auto, cpu or gpu (default: cpu).")
    private String device;

    @Mixin
    private BenchFigures figures;

    BenchEmbedCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ModelBundle bundle = model.read();
        EmbedBench bench = new EmbedBench(bundle, DeviceChoice.of(device), seconds, figures.seed());
        figures.begin(console);
        List<EmbedResult> results = new ArrayList<>();
        for (int size : sizes) {
            for (int batch : batches) {
                EmbedResult result = bench.measure(size, batch);
                results.add(result);
                figures.tell(console, result.line());
            }
        }
        Map<String, Object> report = model.described(bundle);
        report.put("device", device);
        report.put("results", results);
        figures.publish(console, report);
        return 0;
    }
}
