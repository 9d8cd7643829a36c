package io.rlpips.local.report;

import io.rlpips.local.score.Scores;
import io.rlpips.local.session.Outcome;
import io.rlpips.metric.bundle.Manifest;
import io.rlpips.schemas.Disposition;
import io.rlpips.schemas.ReferenceStatus;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The numbers of a report, as text ready to be set. */
final class ReportFigures {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT);

    /** Of a label's column: a column that differs on every line is no breakdown. */
    private static final int MOST_VALUES = 200;

    private static final int LONGEST_FACT = 1_000;

    private ReportFigures() {}

    static Map<String, Object> of(Run run) {
        Map<String, Object> page = new LinkedHashMap<>();
        List<Outcome> outcomes = run.result().outcomes();
        page.put("title", PageText.shortened(run.title()));
        page.put("made", TIME.format(Instant.now().atOffset(ZoneOffset.UTC)));
        page.put("threshold", String.format(Locale.ROOT, "%.4g", run.result().threshold()));
        page.put("modelId", PageText.shortened(run.result().model().modelId()));
        page.put("headlines", headlines(run, outcomes));
        page.put("latency", run.replay().isPresent() ? List.of() : latency(Latency.of(outcomes)));
        page.put(
                "throughput",
                String.format(
                        Locale.ROOT,
                        "%.1f",
                        outcomes.size() * 1000.0 / Math.max(1, run.result().judgingMillis())));
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
        long excluded = counted(outcomes, io.rlpips.schemas.Outcome.EXCLUDED);
        if (excluded > 0) {
            headlines.add(figure("excluded", Long.toString(excluded)));
        }
        long quiet = outcomes.stream()
                .flatMap(each -> each.alerts().stream())
                .filter(alert -> alert.getDisposition() != Disposition.RAISED)
                .count();
        if (quiet > 0) {
            headlines.add(figure("matches without an alert", Long.toString(quiet)));
        }
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

    private static long counted(List<Outcome> outcomes, io.rlpips.schemas.Outcome kind) {
        return outcomes.stream()
                .filter(each -> each.verdict()
                        .filter(verdict -> verdict.getOutcome() == kind)
                        .isPresent())
                .count();
    }

    private static List<Map<String, Object>> breakdowns(Scores scores) {
        List<Map<String, Object>> breakdowns = new ArrayList<>();
        scores.byColumn().forEach((column, shares) -> {
            List<Map<String, Object>> rows = new ArrayList<>();
            shares.entrySet().stream().limit(MOST_VALUES).forEach(entry -> {
                Scores.Share share = entry.getValue();
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("value", PageText.shortened(entry.getKey()));
                row.put("found", share.found());
                row.put("of", share.of());
                row.put("recall", percent(share.ratio()));
                row.put("width", String.format(Locale.ROOT, "%.1f", 100 * share.ratio()));
                rows.add(row);
            });
            breakdowns.add(Map.of(
                    "column",
                    PageText.shortened(column),
                    "number",
                    breakdowns.size() + 1,
                    "rows",
                    rows,
                    "leftOut",
                    shares.size() > rows.size() ? "the first %d of %d".formatted(rows.size(), shares.size()) : ""));
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

    /** @return refused files, uploads first, by category and name */
    static List<Map<String, Object>> rejects(Run run) {
        return refused(run).stream()
                .map(each -> Map.<String, Object>of(
                        "id", PageText.shortened(each.id()),
                        "reference", each.reference(),
                        "category", each.category(),
                        "message", PageText.shortened(each.message())))
                .toList();
    }

    /** @return how many files were refused for what, the most frequent first */
    static List<Map<String, Object>> rejectsByCategory(Run run) {
        Map<String, Long> counts =
                refused(run).stream().collect(Collectors.groupingBy(Refused::category, Collectors.counting()));
        long most = counts.values().stream().mapToLong(Long::longValue).max().orElse(1);
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> Map.<String, Object>of(
                        "category", entry.getKey(),
                        "count", entry.getValue(),
                        "width", String.format(Locale.ROOT, "%.1f", 100.0 * entry.getValue() / most)))
                .toList();
    }

    private record Refused(String id, boolean reference, String category, String message) {}

    private static List<Refused> refused(Run run) {
        List<Refused> refused = new ArrayList<>();
        for (Outcome outcome : run.result().outcomes()) {
            outcome.reject()
                    .ifPresent(each -> refused.add(new Refused(
                            outcome.uploadId(), false, each.getCategory().name(), each.getMessage())));
        }
        for (ReferenceStatus status : run.result().references().rejected()) {
            refused.add(new Refused(
                    status.getReferenceId(),
                    true,
                    String.valueOf(status.getCategory()),
                    status.getReason() == null ? "" : status.getReason()));
        }
        refused.sort(Comparator.comparing(Refused::reference)
                .thenComparing(Refused::category)
                .thenComparing(Refused::id));
        return refused;
    }

    private static Map<String, Object> figure(String name, String value) {
        return Map.of("name", name, "value", PageText.shortened(value, LONGEST_FACT));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
