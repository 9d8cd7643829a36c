package io.rlpips.local.command;

import io.rlpips.local.bench.Machine;
import io.rlpips.local.bench.Versions;
import io.rlpips.local.console.Console;
import io.rlpips.local.report.DistanceSurvey;
import io.rlpips.local.report.Report;
import io.rlpips.local.report.Run;
import io.rlpips.local.report.RunFiles;
import io.rlpips.local.report.Setting;
import io.rlpips.local.report.Summary;
import io.rlpips.local.score.Scores;
import io.rlpips.local.session.LocalStack;
import io.rlpips.metric.bundle.ViewThresholds;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.fingerprint.PerceptualModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** Writes a run's files and tells its figures. */
final class RunReporting {
    private RunReporting() {}

    /**
     * @param command that was given
     * @param more of what the run was made with
     * @param json whether stdout gets the summary as JSON and nothing else
     */
    static void tell(Console console, CommandSpec command, Run run, List<Setting> more, Path out, boolean json) {
        Path report = out.resolve("report.html");
        Map<String, Object> summary;
        try (PerceptualModel model = PerceptualModel.load(run.result().model(), DeviceChoice.AUTO)) {
            DistanceSurvey survey = DistanceSurvey.of(console, run, model);
            summary = Summary.of(run, survey);
            RunFiles.write(out, run, summary);
            new Report(console, configuration(command, run, more)).write(report, run, survey, model);
        }
        if (json) {
            console.resultJson(summary);
        } else {
            console.result("");
            console.result("%s uploads, %s verdicts, %s alerts, %s rejects; %s per second"
                    .formatted(
                            summary.get("uploads"),
                            summary.get("verdicts"),
                            summary.get("alerts"),
                            summary.get("rejects"),
                            summary.get("throughputPerSecond")));
            run.replay()
                    .ifPresent(replay -> DifferenceTable.of(replay.comparison()).forEach(console::result));
            run.scores().ifPresent(scores -> tell(console, scores, (Map<?, ?>) summary.get("scores")));
            console.result("report: " + report.toAbsolutePath());
        }
    }

    private static List<Setting> configuration(CommandSpec command, Run run, List<Setting> more) {
        Versions versions = Versions.here(new BuildVersion().text());
        List<Setting> settings = new ArrayList<>(List.of(
                new Setting("command line", CommandWords.of(command)),
                new Setting("threshold", threshold(run.result().thresholds())),
                new Setting("visibility delay", visibilityDelay(run).toMillis() + " ms")));
        settings.addAll(more);
        settings.addAll(List.of(
                new Setting("rlpips", versions.rlpips()),
                new Setting("Flink", versions.flink()),
                new Setting("Kafka", versions.kafka()),
                new Setting("PyTorch", TorchEngine.start().version()),
                new Setting("machine", Machine.here().line())));
        return settings;
    }

    private static String threshold(ViewThresholds thresholds) {
        String asIs = String.format(Locale.ROOT, "%.6g", thresholds.asIs());
        return thresholds.handicap() == 0
                ? asIs
                : String.format(Locale.ROOT, "%s, of other views %.6g", asIs, thresholds.otherViews());
    }

    private static Duration visibilityDelay(Run run) {
        return run.replay().map(Run.Replay::visibilityDelay).orElseGet(LocalStack::visibilityDelay);
    }

    private static void tell(Console console, Scores scores, Map<?, ?> figures) {
        console.result(String.format(
                Locale.ROOT,
                "precision %.3f, recall %.3f, F1 %.3f; %d of %d unrelated uploads matched",
                scores.precision(),
                scores.recall(),
                scores.f1(),
                scores.unrelatedMatched(),
                scores.unrelatedUploads()));
        console.result(String.format(
                Locale.ROOT,
                "whatever the threshold: micro-averaged precision %.3f, recall at 90 %% precision %.3f",
                figures.get("microAveragePrecision"),
                figures.get("recallAt90Precision")));
        scores.byColumn().forEach((column, shares) -> {
            console.result("found by " + Console.oneLine(column) + ":");
            shares.forEach((value, share) -> console.result(String.format(
                    Locale.ROOT,
                    "  %-22s %4d of %4d  %5.1f %%",
                    Console.oneLine(value),
                    share.found(),
                    share.of(),
                    100 * share.ratio())));
        });
    }
}
