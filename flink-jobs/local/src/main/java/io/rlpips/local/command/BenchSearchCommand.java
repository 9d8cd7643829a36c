package io.rlpips.local.command;

import io.rlpips.local.bench.SearchBench;
import io.rlpips.local.bench.SearchResult;
import io.rlpips.local.console.Console;
import io.rlpips.local.console.Progress;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.data.LabelledPicture;
import io.rlpips.training.data.PictureSetReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The exact search against comparing with every reference. */
@Command(
        name = "search",
        description =
                "Searches banks of growing size: queries a second, what the filter leaves to be measured, and beside"
                        + " it comparing with every reference, with the results compared one by one. The bank's pictures are mixed"
                        + " from photos by number and seed; none is stored, survivors are made and embedded again.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  rlpips bench search --photos pictures.tar --queries others.tar --references 1000,10000",
            "  rlpips bench search --photos pictures.tar --queries others.tar --references 1000000 --approximate 64"
        })
final class BenchSearchCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--photos",
            paramLabel = "DIR|TAR",
            required = true,
            description = "Pictures that the references are mixed from.")
    private Path photos;

    @Option(
            names = "--queries",
            paramLabel = "DIR|TAR",
            required = true,
            description = "Other pictures, which are looked for.")
    private Path queries;

    @Option(
            names = "--query-count",
            paramLabel = "N",
            defaultValue = "512",
            description =
                    "So many of them, spread evenly; more than there are are mixed from them, as the references are"
                            + " (default: ${DEFAULT-VALUE}).")
    private int queryCount;

    @Option(
            names = "--references",
            paramLabel = "N[,N...]",
            split = ",",
            defaultValue = "1000,10000",
            description = "Sizes of the bank (default: ${DEFAULT-VALUE}).")
    private List<Integer> references;

    @Option(
            names = "--brute-force-up-to",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Compare with every reference up to this size, 128 KB each in memory for AlexNet at 64 pixels"
                    + " (default: ${DEFAULT-VALUE}).")
    private int bruteForceUpTo;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "64",
            description = "Queries searched at once (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--at-the-radius",
            paramLabel = "N",
            defaultValue = "256",
            description = "Further queries, blended of a reference and a query so that they lie just within or just"
                    + " beyond the radius (default: ${DEFAULT-VALUE}).")
    private int atTheRadius;

    @Option(
            names = "--pushed-away",
            paramLabel = "N",
            defaultValue = "64",
            description = "Further queries, copies of references pushed away by PGD (default: ${DEFAULT-VALUE}).")
    private int pushedAway;

    @Option(
            names = "--half-precision-up-to",
            paramLabel = "N",
            defaultValue = "20000",
            description =
                    "Also search with whole fingerprints resident in float16 up to this size, 64 KB each for"
                            + " AlexNet at 64 pixels, beside which compact rows have fewer directions (default: ${DEFAULT-VALUE}).")
    private int halfPrecisionUpTo;

    @Option(
            names = "--approximate",
            paramLabel = "CANDIDATES",
            defaultValue = "0",
            description = "Also search the approximate graph, asking it for so many rows a query; its recall is told.")
    private int candidates;

    @Option(
            names = "--streamed-brute-force",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Also embed the first so many references once more, a part at a time, and compare each whole: for"
                            + " banks that brute force has no memory for (default: not).")
    private int streamed;

    @Option(
            names = "--streamed-queries",
            paramLabel = "N",
            defaultValue = "100",
            description = "With so many of the queries, those at the radius and under attack first (default:"
                    + " ${DEFAULT-VALUE}).")
    private int streamedQueries;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "5",
            description = "Each search but brute force is timed at least so long, all queries as often as it takes"
                    + " (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--rows",
            paramLabel = "FILE",
            description =
                    "Keep the references' rows here, 584 bytes each with the built-in model, and go on with what is"
                            + " there: a bank of millions may be built in several sittings.")
    private Path rowFile;

    @Mixin
    private RadiusOption radius;

    @Mixin
    private MeasuredModel model;

    @Mixin
    private BenchFigures figures;

    BenchSearchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ModelBundle bundle = model.read();
        int size = bundle.manifest().inputSize();
        List<RgbImage> known = read(photos, size);
        List<RgbImage> others = spread(read(queries, size));
        figures.begin(console);
        List<SearchResult> results = new ArrayList<>();
        for (int count : references) {
            results.add(measure(new SearchBench(bundle, known, others, settings(count, bundle)), count));
        }
        Map<String, Object> report = model.described(bundle);
        report.put("results", results);
        figures.publish(console, report);
        return 0;
    }

    private SearchBench.Settings settings(int count, ModelBundle bundle) {
        return new SearchBench.Settings(
                batchSize,
                radius.within(bundle),
                atTheRadius,
                pushedAway,
                count <= bruteForceUpTo,
                count <= halfPrecisionUpTo,
                candidates,
                seconds,
                streamed,
                streamedQueries,
                Optional.ofNullable(rowFile),
                figures.seed());
    }

    private SearchResult measure(SearchBench bench, int count) {
        SearchResult result;
        try (Progress progress = console.progress("references", bench.embedded(count))) {
            result = bench.measure(count, progress::stepTo);
        }
        result.lines().forEach(line -> figures.tell(console, line));
        return result;
    }

    private List<RgbImage> read(Path source, int size) {
        return new PictureSetReader(ImageLimits.DEFAULT, size, model.threads())
                .read(source, done -> {}).pictures().stream()
                        .map(LabelledPicture::picture)
                        .toList();
    }

    private List<RgbImage> spread(List<RgbImage> pictures) {
        if (queryCount > pictures.size()) {
            return SearchBench.mixed(pictures, queryCount, figures.seed());
        }
        List<RgbImage> chosen = new ArrayList<>();
        for (int i = 0; i < queryCount; i++) {
            chosen.add(pictures.get((int) ((long) i * pictures.size() / queryCount)));
        }
        return chosen;
    }
}
