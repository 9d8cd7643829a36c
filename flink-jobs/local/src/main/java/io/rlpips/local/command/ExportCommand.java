package io.rlpips.local.command;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.detector.configuration.ReplayHorizon;
import io.rlpips.detector.configuration.ReplayOptions;
import io.rlpips.detector.configuration.ReplayRange;
import io.rlpips.local.console.Console;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.replay.BrokerRecording;
import io.rlpips.local.replay.Export;
import io.rlpips.local.replay.ExportFormat;
import io.rlpips.local.replay.ExportedRange;
import io.rlpips.local.replay.Recording;
import io.rlpips.local.report.RunFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What was recorded, as files. */
@Command(
        name = "export",
        description = {
            "Writes what a replay needs to files: the uploads and decisions of a range of broker time, and references,"
                    + " policies and models from their beginning. One file a topic, each record with its place, broker"
                    + " time, key and value."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            RangeOptions.TIMES,
            "'rlpips replay --export DIR' reads the files.",
            "",
            "Examples:",
            "  rlpips export --from -1d --out recorded",
            "  rlpips export --from -30d --format parquet --out tables"
        })
final class ExportCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private RangeOptions uploads;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "rlpips-export",
            description = "Where the files go; those of an earlier export are replaced (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "avro",
            description = "What files are written: avro, or parquet for Spark, DuckDB and the like (default:"
                    + " ${DEFAULT-VALUE}).")
    private ExportFormat format;

    @Option(
            names = "--allow-incomplete",
            description =
                    "Export even where the topics' settings do not guarantee that everything of the range is there.")
    private boolean allowIncomplete;

    @Mixin
    private BrokerOption broker;

    @Option(names = "--json", description = "Print the counts as JSON.")
    private boolean json;

    ExportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Instant now = Instant.now();
        ReplayRange range = uploads.range(now);
        Broker target = broker.broker(console);
        target.requireTopics(Export.SUBJECTS);
        ExportedRange exported = exported(target, range, now);
        RunFiles.prepare(out);
        ExportedRange.forget(out);
        Map<String, Long> counts;
        try (Recording recording = new BrokerRecording(target)) {
            counts = Export.write(out, format, recording, range);
        }
        exported.write(out);
        if (json) {
            console.resultJson(counts);
        } else {
            console.result(range.text());
            counts.forEach((subject, count) -> console.result("%-14s %d".formatted(subject, count)));
        }
        return 0;
    }

    private ExportedRange exported(Broker target, ReplayRange range, Instant now) {
        Configuration options = new Configuration();
        options.set(DetectorOptions.BOOTSTRAP_SERVERS, target.bootstrapServers());
        options.set(DetectorOptions.TOPIC_PREFIX, target.topicPrefix());
        options.set(ReplayOptions.ALLOW_INCOMPLETE, allowIncomplete);
        ReplayHorizon.require(options, range, now);
        List<ReplayHorizon.Gap> gaps = ReplayHorizon.gaps(options, range, now);
        gaps.forEach(gap -> console.remark("WARNING: THE EXPORT MAY BE INCOMPLETE: " + gap.text()));
        return ExportedRange.of(range, gaps);
    }
}
