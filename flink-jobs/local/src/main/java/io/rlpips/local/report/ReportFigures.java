package io.rlpips.local.report;

import io.rlpips.local.score.Scores;
import io.rlpips.local.session.Outcome;
import io.rlpips.metric.bundle.Manifest;
import io.rlpips.schemas.ReferenceStatus;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The numbers of a report, as text ready to be set. */
final class ReportFigures {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT);

    private ReportFigures() {}

    static Map<String, Object> of(Run run) {
        Map<String, Object> page = new LinkedHashMap<>();
        List<Outcome> outcomes = run.result().outcomes();
        page.put("title", run.title());
        page.put("made", TIME.format(Instant.now().atOffset(ZoneOffset.UTC)));
        page.put("threshold", String.format(Locale.ROOT, "%.4g", run.result().threshold()));
        page.put("headlines", headlines(run, outcomes));
        page.put("latency", run.replay().isPresent() ? List.of() : latency(Latency.of(outcomes)));
        page.put(
                "throughput",
                String.format(
                        Locale.ROOT,
                        "%.1f",
                        outcomes.size() * 1000.0 / Math.max(1, run.result().judgingMillis())));
        page.put(
                "rejectedReferences",
                rejectedReferences(run.result().references().rejected()));
        page.put("breakdowns", run.scores().map(ReportFigures::breakdowns).orElse(List.of()));
        page.put("model", model(run));
        return page;
    }

    private static List<Map<String, Object>> latency(Latency latency) {
        return List.of(
                figure("median", latency.p50() + " ms"),
                figure("90 %", latency.p90() + " ms"),
                figure("99 %", latency.p99() + " ms"),
                figure("slowest", latency.max() + " ms"));
    }

    private static List<Map<String, Object>> headlines(Run run, List<Outcome> outcomes) {
        List<Map<String, Object>> headlines = new ArrayList<>();
        headlines.add(figure("uploads judged", Integer.toString(outcomes.size())));
        headlines.add(figure(
                "references",
                Integer.toString(run.result().references().active().size())));
        headlines.add(figure(
                "uploads matched",
                Long.toString(outcomes.stream()
                        .filter(each -> !each.alerts().isEmpty())
                        .count())));
        headlines.add(figure(
                "rejected",
                Long.toString(outcomes.stream()
                        .filter(each -> each.reject().isPresent())
                        .count())));
        run.scores().ifPresent(scores -> {
            headlines.add(figure("precision", percent(scores.precision())));
            headlines.add(figure("recall", percent(scores.recall())));
            headlines.add(figure("F1", String.format(Locale.ROOT, "%.3f", scores.f1())));
            headlines.add(figure("unrelated matched", scores.unrelatedMatched() + " of " + scores.unrelatedUploads()));
        });
        return headlines;
    }

    private static List<Map<String, Object>> breakdowns(Scores scores) {
        List<Map<String, Object>> breakdowns = new ArrayList<>();
        scores.byColumn().forEach((column, shares) -> {
            List<Map<String, Object>> rows = new ArrayList<>();
            shares.forEach((value, share) -> {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("value", value);
                row.put("found", share.found());
                row.put("of", share.of());
                row.put("recall", percent(share.ratio()));
                row.put("width", String.format(Locale.ROOT, "%.1f", 100 * share.ratio()));
                rows.add(row);
            });
            breakdowns.add(Map.of("column", column, "rows", rows));
        });
        return breakdowns;
    }

    private static List<Map<String, Object>> model(Run run) {
        Manifest manifest = run.result().model().manifest();
        List<Map<String, Object>> facts = new ArrayList<>();
        facts.add(figure("model", run.result().model().modelId()));
        facts.add(figure("hash", run.result().model().modelHash()));
        facts.add(figure("network", manifest.backbone().label()));
        facts.add(figure("input", manifest.inputSize() + " x " + manifest.inputSize() + " pixels"));
        facts.add(figure("recipe", manifest.recipe()));
        facts.add(figure(
                "recommended threshold",
                manifest.recommendedThreshold().map(PairView::number).orElse("none")));
        manifest.training().ifPresent(training -> {
            facts.add(figure("trained on", training.data()));
            facts.add(figure("made with", training.command()));
        });
        manifest.calibration()
                .ifPresent(curve -> facts.add(
                        figure("calibrated on", String.format(Locale.ROOT, "%,d unrelated pairs", curve.pairs()))));
        manifest.metrics()
                .forEach(metric -> facts.add(figure(
                        metric.name(),
                        String.format(
                                        Locale.ROOT,
                                        "%.4g %s",
                                        metric.value(),
                                        metric.unit().orElse(""))
                                .strip())));
        return facts;
    }

    private static List<Map<String, Object>> rejectedReferences(List<ReferenceStatus> rejected) {
        return rejected.stream()
                .map(status -> Map.<String, Object>of(
                        "id", status.getReferenceId(),
                        "category", String.valueOf(status.getCategory()),
                        "message", status.getReason() == null ? "" : status.getReason()))
                .toList();
    }

    private static Map<String, Object> figure(String name, String value) {
        return Map.of("name", name, "value", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
