package io.rlpips.local.command;

import io.rlpips.local.bench.EmbedBench;
import io.rlpips.local.bench.EmbedResult;
import io.rlpips.local.bench.Machine;
import io.rlpips.local.console.Console;
import io.rlpips.local.session.ModelChoice;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.TorchEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
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

    @Option(names = "--model", paramLabel = "BUNDLE", description = "Without it the built-in model.")
    private Path model;

    @Option(
            names = "--device",
            paramLabel = "D",
            defaultValue = "cpu",
            description = "auto, cpu or gpu (default: cpu).")
    private String device;

    @Option(names = "--threads", paramLabel = "N", description = "Of one tensor operation (default: all cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Of the noise (default: 1).")
    private long seed;

    @Option(names = "--json", description = "Print the figures as JSON.")
    private boolean json;

    BenchEmbedCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ModelBundle bundle = (model == null ? ModelChoice.builtIn() : ModelChoice.of(model)).read();
        TorchEngine.start().useIntraOpThreads(threads);
        Machine machine = Machine.here();
        console.remark(machine.line());
        EmbedBench bench = new EmbedBench(bundle, DeviceChoice.of(device), seconds, seed);
        List<EmbedResult> results = new ArrayList<>();
        for (int size : sizes) {
            for (int batch : batches) {
                EmbedResult result = bench.measure(size, batch);
                results.add(result);
                if (json) {
                    console.remark(result.line());
                } else {
                    console.result(result.line());
                }
            }
        }
        if (json) {
            console.resultJson(report(machine, bundle, results));
        }
        return 0;
    }

    private Map<String, Object> report(Machine machine, ModelBundle bundle, List<EmbedResult> results) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("machine", machine);
        report.put("model", bundle.modelId());
        report.put("modelHash", bundle.modelHash());
        report.put("device", device);
        report.put("threads", threads);
        report.put("seed", seed);
        report.put("results", results);
        return report;
    }
}
