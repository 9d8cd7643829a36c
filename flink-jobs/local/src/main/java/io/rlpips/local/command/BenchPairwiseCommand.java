package io.rlpips.local.command;

import io.rlpips.local.bench.PairwiseBench;
import io.rlpips.local.bench.PairwiseResult;
import io.rlpips.local.console.Console;
import io.rlpips.local.console.Progress;
import io.rlpips.metric.bundle.ModelBundle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What comparing pictures two by two would take. */
@Command(
        name = "pairwise",
        description = "Runs the network on both pictures of a sample of pairs, as a straightforward job would do for"
                + " every upload and reference, and beside it embeds uploads once and searches exactly. What a pair"
                + " takes is extrapolated to all references of an upload, and the decisions are compared.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  rlpips bench pairwise",
            "  rlpips bench pairwise --references 1000,10000 --pairs 1024 --threads 1 --json"
        })
final class BenchPairwiseCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--references",
            paramLabel = "N[,N...]",
            split = ",",
            defaultValue = "1000",
            description = "That an upload is compared with (default: ${DEFAULT-VALUE}).")
    private List<Integer> references;

    @Option(
            names = "--pairs",
            paramLabel = "N",
            defaultValue = "512",
            description = "Measured two by two (default: ${DEFAULT-VALUE}).")
    private int pairs;

    @Option(
            names = "--uploads",
            paramLabel = "N",
            defaultValue = "512",
            description = "Embedded once and looked for; half of them copies (default: ${DEFAULT-VALUE}).")
    private int uploads;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "64",
            description = "Uploads embedded and looked for at once (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Mixin
    private RadiusOption radius;

    @Mixin
    private MeasuredModel model;

    @Mixin
    private BenchFigures figures;

    BenchPairwiseCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ModelBundle bundle = model.read();
        double within = radius.within(bundle);
        PairwiseBench bench = new PairwiseBench(bundle, pairs, uploads, batchSize, within, figures.seed());
        figures.begin(console);
        List<PairwiseResult> results = new ArrayList<>();
        for (int count : references) {
            PairwiseResult result;
            try (Progress progress = console.progress("references", count)) {
                result = bench.measure(count, progress::stepTo);
            }
            results.add(result);
            figures.tell(console, result.line());
        }
        Map<String, Object> report = model.described(bundle);
        report.put("radius", within);
        report.put("batchSize", batchSize);
        report.put("results", results);
        figures.publish(console, report);
        return 0;
    }
}
