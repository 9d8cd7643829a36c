package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.console.StageBars;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.training.agreement.NoticeableDifferenceEvaluation;
import io.rlpips.training.agreement.NoticeableDifferenceReport;
import io.rlpips.training.agreement.NoticeableDifferenceRow;
import io.rlpips.training.baseline.Baseline;
import io.rlpips.training.baseline.BaselineKind;
import io.rlpips.training.data.JudgedPairSet;
import io.rlpips.training.data.JudgedPairSetReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Just-noticeable differences. */
@Command(
        name = "jnd",
        description =
                "Just-noticeable differences: how well metrics predict which pairs of pictures judges took for the "
                        + "same, as average precision (area under precision and recall from the nearest pair on). Says whether "
                        + "people judged.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  rlpips evaluate jnd --data triplets --baseline all",
            "  rlpips evaluate jnd --data bapps --model lpips=official --model robust=built-in --out jnd"
        })
final class EvaluateNoticeableDifferenceCommand implements Callable<Integer> {
    private static final int PICTURE_SIDE = 64;

    private final Console console;

    @Mixin
    private AgreementOptions options;

    EvaluateNoticeableDifferenceCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<BaselineKind> baselines = options.baselines();
        Map<String, ModelBundle> bundles = options.bundles();
        JudgedPairSet set = new JudgedPairSetReader(ImageLimits.DEFAULT, PICTURE_SIDE, options.threads())
                .read(options.data(), options.split(), options.selection(), count -> {});
        List<NoticeableDifferenceRow> rows = new ArrayList<>();
        try (StageBars bars = new StageBars(console)) {
            NoticeableDifferenceEvaluation evaluation =
                    new NoticeableDifferenceEvaluation(set, options.threads(), bars::progress);
            bundles.forEach((name, bundle) -> rows.add(evaluation.of(name, bundle)));
            for (BaselineKind kind : baselines) {
                try (Baseline baseline = options.create(kind)) {
                    rows.add(evaluation.of(baseline));
                }
            }
        }
        print(new NoticeableDifferenceReport(set.judgedBy(), rows));
        return 0;
    }

    private void print(NoticeableDifferenceReport report) {
        options.out().ifPresent(report::write);
        if (options.json()) {
            console.resultJson(report.json());
        } else {
            console.result(report.markdown());
            options.out().ifPresent(folder -> console.result("table and chart: " + folder));
        }
    }
}
