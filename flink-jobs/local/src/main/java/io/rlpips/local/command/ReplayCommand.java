package io.rlpips.local.command;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.detector.configuration.ReplayOptions;
import io.rlpips.detector.configuration.ReplayRange;
import io.rlpips.detector.configuration.Topics;
import io.rlpips.local.console.Console;
import io.rlpips.local.console.LogFile;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.replay.BrokerRecording;
import io.rlpips.local.replay.Export;
import io.rlpips.local.replay.ExportedRange;
import io.rlpips.local.replay.Recording;
import io.rlpips.local.replay.Replay;
import io.rlpips.local.report.Run;
import io.rlpips.local.report.RunFiles;
import io.rlpips.local.report.Setting;
import io.rlpips.local.score.Labels;
import io.rlpips.local.session.ModelChoice;
import io.rlpips.schemas.Subjects;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The past again. */
@Command(
        name = "replay",
        description = {
            "Judges recorded uploads again, each by the references, policies and model of its own moment, and says what"
                    + " differs from the alerts of the time. Nothing is written to a topic.",
            "With --model or --policy another model or other policies judge; otherwise the replay has to be configured as"
                    + " the live detector is, and then decides as that did."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            RangeOptions.TIMES,
            "",
            "Examples:",
            "  rlpips replay --from -2h --out again",
            "  rlpips replay --from 2026-11-01T00:00:00Z --to 2026-11-02T00:00:00Z --model next.zip --out with-next",
            "  rlpips replay --from -1d --policy stricter.jsonl --labels labels.csv",
            "  rlpips replay --export recorded --from -30d"
        })
final class ReplayCommand implements Callable<Integer> {
    /** What other options of this command say. */
    private static final List<ConfigOption<?>> DECIDED = List.of(
            DetectorOptions.BOOTSTRAP_SERVERS,
            DetectorOptions.TOPIC_PREFIX,
            DetectorOptions.BOUNDED,
            DetectorOptions.MODEL_BUNDLE,
            DetectorOptions.THRESHOLD);

    private final Console console;

    @Spec
    private CommandSpec spec;

    @Mixin
    private RangeOptions uploads;

    @Option(
            names = "--model",
            paramLabel = "BUNDLE",
            description =
                    "Judge everything by this model, a folder or zip file, or 'default' for the built-in: references"
                            + " are embedded by it from their recorded master images.")
    private Optional<String> model = Optional.empty();

    @Option(
            names = "--live-model",
            paramLabel = "BUNDLE",
            description = "Without --model: the bundle that the live detector is configured with (default: the built-in"
                    + " model).")
    private Optional<Path> liveModel = Optional.empty();

    @Option(
            names = "--models",
            paramLabel = "DIR",
            description = "A folder that announced models were taken from, as the live detector's; may be given several"
                    + " times.")
    private List<Path> modelFolders = List.of();

    @Mixin
    private ThresholdOption threshold;

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description =
                    "Policies that hold all the time instead of the recorded ones: what 'policy list --json' prints,"
                            + " or one JSON object a line.")
    private Optional<Path> policies = Optional.empty();

    @Option(
            names = "--labels",
            paramLabel = "CSV",
            description = "What the uploads truly are, as for detect; adds scores.")
    private Optional<Path> labels = Optional.empty();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "rlpips-replay",
            description = "Where results and report go (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(
            names = "--export",
            paramLabel = "DIR",
            description = "Read an export instead of the broker; see 'rlpips export'.")
    private Optional<Path> export = Optional.empty();

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description = "Take the decisions that a ReplayJob on a cluster left in this folder, of the same range, and"
                    + " only compare them.")
    private Optional<Path> results = Optional.empty();

    @Mixin
    private AllowOption allowed;

    @Option(
            names = "--allow-incomplete",
            description =
                    "Replay even where the topics' settings do not guarantee that everything of the range is there.")
    private boolean allowIncomplete;

    @Mixin
    private JobOptions jobs;

    @Mixin
    private BrokerOption broker;

    @Option(names = "--json", description = "Print the summary as JSON and nothing else.")
    private boolean json;

    ReplayCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (model.isPresent() && liveModel.isPresent()) {
            throw new ParameterException(spec.commandLine(), "--model judges everything, so --live-model says nothing");
        }
        Instant now = Instant.now();
        Optional<Recording> exported = export.map(Export::new);
        Optional<ExportedRange> held = export.flatMap(this::held);
        ReplayRange range = held.map(known -> uploads.range(now, known.range())).orElseGet(() -> uploads.range(now));
        held.ifPresent(known -> known.require(range, allowIncomplete));
        Configuration options = options();
        Optional<Labels> known = labels.map(Labels::read);
        LogFile.use(out.resolve("rlpips.log"));
        RunFiles.prepare(out);
        Replay replay = new Replay(console, new Replay.Request(choice(), options, range, policies, results));
        try (Recording recording = exported.orElseGet(() -> recorded(replay, options, now))) {
            Replay.Result result = replay.run(recording);
            Duration delay = options.get(DetectorOptions.VISIBILITY_DELAY);
            List<Setting> settings = AppliedSettings.of(result.policies(), options);
            RunReporting.tell(console, spec, run(result, known, delay), settings, out, json);
        }
        return 0;
    }

    private Optional<ExportedRange> held(Path folder) {
        Optional<ExportedRange> held = ExportedRange.read(folder);
        if (held.isEmpty()) {
            console.remark(
                    "WARNING: the export does not say which uploads it is of: what is not in it was never recorded");
        }
        held.ifPresent(
                known -> known.gaps().forEach(gap -> console.remark("WARNING: THE REPLAY MAY BE INCOMPLETE: " + gap)));
        return held;
    }

    private Run run(Replay.Result result, Optional<Labels> known, Duration visibilityDelay) {
        Optional<Labels> ofRange =
                known.map(given -> given.restrictedTo(result.uploads().keySet()));
        known.ifPresent(given -> {
            int left = given.uploads().size() - ofRange.orElseThrow().uploads().size();
            if (left > 0) {
                console.remark("%d of %d labelled uploads are not of the range"
                        .formatted(left, given.uploads().size()));
            }
        });
        return new Run(
                "rlpips replay",
                result.references(),
                result.uploads(),
                result.detection(),
                ofRange,
                Optional.of(new Run.Replay(result.comparison(), result.others(), result.pictures(), visibilityDelay)),
                List.of());
    }

    private Recording recorded(Replay replay, Configuration options, Instant now) {
        Broker target = broker.broker(console);
        target.requireTopics(List.of(Subjects.UPLOADS, Subjects.FINGERPRINTS, Subjects.ALERTS, Subjects.VERDICTS));
        Topics.verify(target.bootstrapServers(), options);
        replay.requireComplete(now);
        return new BrokerRecording(target);
    }

    private ModelChoice choice() {
        return model.filter(name -> !name.equals(DetectorOptions.DEFAULT_BUNDLE))
                .map(Path::of)
                .or(() -> liveModel)
                .map(ModelChoice::of)
                .orElseGet(ModelChoice::builtIn);
    }

    private Configuration options() {
        Configuration options = jobs.chosen(spec.commandLine(), DECIDED);
        Broker target = broker.broker(console);
        options.set(DetectorOptions.BOOTSTRAP_SERVERS, target.bootstrapServers());
        options.set(DetectorOptions.TOPIC_PREFIX, target.topicPrefix());
        choice().path()
                .ifPresent(path -> options.set(
                        DetectorOptions.MODEL_BUNDLE, path.toAbsolutePath().toString()));
        threshold.value().ifPresent(distance -> options.set(DetectorOptions.THRESHOLD, distance));
        addTo(options, DetectorOptions.ALLOWED_PREFIXES, uris(allowed.folders()));
        addTo(options, DetectorOptions.MODEL_PREFIXES, uris(modelFolders));
        options.set(ReplayOptions.ONE_MODEL, model.isPresent());
        options.set(ReplayOptions.ALLOW_INCOMPLETE, allowIncomplete);
        export.ifPresent(folder -> options.set(
                ReplayOptions.EXPORT, folder.toAbsolutePath().toUri().toString()));
        return options;
    }

    /** A live detector may read from more than folders, which is told with --set. */
    private static void addTo(Configuration options, ConfigOption<List<String>> prefixes, List<String> folders) {
        List<String> all = new ArrayList<>(options.get(prefixes));
        all.addAll(folders);
        options.set(prefixes, all);
    }

    private static List<String> uris(List<Path> folders) {
        return folders.stream()
                .map(folder -> folder.toAbsolutePath().normalize().toUri().toString())
                .toList();
    }
}
