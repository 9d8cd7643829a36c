package io.rlpips.local.command;

import io.rlpips.detector.configuration.ViewNames;
import io.rlpips.local.console.Console;
import io.rlpips.local.console.DecisionTable;
import io.rlpips.local.console.LogFile;
import io.rlpips.local.console.Progress;
import io.rlpips.local.report.Run;
import io.rlpips.local.report.RunFiles;
import io.rlpips.local.report.Setting;
import io.rlpips.local.score.Labels;
import io.rlpips.local.session.Detection;
import io.rlpips.local.session.Picture;
import io.rlpips.local.session.PictureFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The detector on folders of files. */
@Command(
        name = "detect",
        description = "Runs the detector on two folders: which of the uploads are copies of which references?",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Labels are a CSV file with the columns upload,reference and any others; paths are relative to the",
            "folders, an empty reference says that the upload is a copy of nothing. Scores are broken down by the",
            "other columns.",
            "",
            "Examples:",
            "  rlpips detect --references originals --uploads incoming --out report",
            "  rlpips detect --references originals --uploads edited --labels labels.csv --threshold 0.2",
            "  rlpips detect --references originals --uploads incoming --views mirrored,grey"
        })
final class DetectCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec spec;

    @Option(names = "--references", paramLabel = "DIR", required = true, description = "Pictures to protect.")
    private Path references;

    @Option(names = "--uploads", paramLabel = "DIR", required = true, description = "Pictures to judge.")
    private Path uploads;

    @Option(names = "--labels", paramLabel = "CSV", description = "What the uploads truly are; adds scores.")
    private Path labels;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "rlpips-report",
            description = "Where results and report go (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Mixin
    private ModelOption model;

    @Mixin
    private ThresholdOption threshold;

    @Mixin
    private SearchOptions search;

    @Option(names = "--verbose", description = "Print every decision as it arrives, not only matches and rejects.")
    private boolean verbose;

    @Option(names = "--json", description = "Print the summary as JSON and nothing else.")
    private boolean json;

    DetectCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        LogFile.use(out.resolve("rlpips.log"));
        List<Picture> protectedOnes = PictureFolder.read(references);
        List<Picture> incoming = PictureFolder.read(uploads);
        Optional<Labels> known = Optional.ofNullable(labels).map(Labels::read);
        known.ifPresent(given -> given.requireKnown(ids(incoming), ids(protectedOnes)));
        Detection.Request request =
                new Detection.Request(model.choice(), threshold.value(), List.of(references, uploads), search.choice());
        request.thresholdsFor(request.model().read());
        RunFiles.prepare(out);
        Detection.Result result = detect(request, protectedOnes, incoming);
        List<String> views = search.choice().views();
        Run run =
                Run.of("rlpips detect", protectedOnes, incoming, result, known).searchedUnder(views);
        List<Setting> more =
                views.isEmpty() ? List.of() : List.of(new Setting("views", String.join(", ", ViewNames.labels(views))));
        RunReporting.tell(console, spec, run, more, out, json);
        return 0;
    }

    private Detection.Result detect(Detection.Request request, List<Picture> protectedOnes, List<Picture> incoming) {
        try (JudgingProgress progress = new JudgingProgress(console, incoming.size())) {
            return new Detection(console).run(request, material(protectedOnes, incoming), outcome -> {
                progress.step();
                boolean telling = verbose
                        || !outcome.alerts().isEmpty()
                        || outcome.reject().isPresent();
                if (telling && !json) {
                    console.result(DecisionTable.line(outcome));
                }
            });
        }
    }

    /** Begins with the first decision: before it another bar is drawn. */
    private static final class JudgingProgress implements AutoCloseable {
        private final Console console;
        private final int total;
        private Progress progress;
        private int decided;

        JudgingProgress(Console console, int total) {
            this.console = console;
            this.total = total;
        }

        void step() {
            if (progress == null) {
                progress = console.progress("judging uploads", total);
            }
            progress.stepTo(++decided);
        }

        @Override
        public void close() {
            if (progress != null) {
                progress.close();
            }
        }
    }

    private static Detection.Material material(List<Picture> references, List<Picture> uploads) {
        return new Detection.Material() {
            @Override
            public List<Picture> references() {
                return references;
            }

            @Override
            public List<Picture> uploads() {
                return uploads;
            }
        };
    }

    private static Set<String> ids(List<Picture> pictures) {
        return pictures.stream().map(Picture::id).collect(Collectors.toSet());
    }
}
