package io.rlpips.local.report;

import io.rlpips.local.score.Scores;
import io.rlpips.local.session.Detection;
import io.rlpips.local.session.Outcome;
import io.rlpips.metric.bundle.Manifest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A run in figures: the content of {@code summary.json}. */
public final class Summary {
    private Summary() {}

    public static Map<String, Object> of(Run run) {
        Detection.Result result = run.result();
        List<Outcome> outcomes = result.outcomes();
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("uploads", run.uploads().size());
        summary.put(
                "verdicts",
                outcomes.stream().filter(each -> each.verdict().isPresent()).count());
        summary.put(
                "alerts",
                outcomes.stream().mapToInt(each -> each.alerts().size()).sum());
        summary.put(
                "rejects",
                outcomes.stream().filter(each -> each.reject().isPresent()).count());
        summary.put(
                "verdictsByOutcome",
                counted(
                        outcomes,
                        each -> each.verdict()
                                .map(verdict -> verdict.getOutcome().name())
                                .orElse("")));
        summary.put(
                "rejectsByCategory",
                counted(
                        outcomes,
                        each -> each.reject()
                                .map(reject -> reject.getCategory().name())
                                .orElse("")));
        summary.put("judgingSeconds", result.judgingMillis() / 1000.0);
        summary.put("throughputPerSecond", rounded(outcomes.size() * 1000.0 / Math.max(1, result.judgingMillis())));
        summary.put("latencyMillis", Latency.of(outcomes).asMap());
        summary.put("model", model(result));
        summary.put("threshold", result.threshold());
        summary.put("references", references(result));
        run.scores().ifPresent(scores -> summary.put("scores", scores(scores)));
        return summary;
    }

    private static Map<String, Long> counted(List<Outcome> outcomes, Function<Outcome, String> kind) {
        Map<String, Long> counts =
                outcomes.stream().collect(Collectors.groupingBy(kind, TreeMap::new, Collectors.counting()));
        counts.remove("");
        return counts;
    }

    private static Map<String, Object> model(Detection.Result result) {
        Manifest manifest = result.model().manifest();
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("id", result.model().modelId());
        model.put("hash", result.model().modelHash());
        model.put("backbone", manifest.backbone().label());
        model.put("inputSize", manifest.inputSize());
        model.put("recipe", manifest.recipe());
        return model;
    }

    private static Map<String, Object> references(Detection.Result result) {
        Map<String, Object> references = new LinkedHashMap<>();
        references.put("active", result.references().active().size());
        references.put("rejected", result.references().rejected().size());
        return references;
    }

    private static Map<String, Object> scores(Scores scores) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("precision", scores.precision());
        figures.put("recall", scores.recall());
        figures.put("labelledPairs", scores.labelledPairs());
        figures.put("foundPairs", scores.foundPairs());
        figures.put("falsePairs", scores.falsePairs());
        figures.put("unrelatedUploads", scores.unrelatedUploads());
        figures.put("unrelatedMatched", scores.unrelatedMatched());
        Map<String, Object> breakdown = new LinkedHashMap<>();
        scores.byColumn().forEach((column, shares) -> {
            Map<String, Object> byValue = new LinkedHashMap<>();
            shares.forEach((value, share) ->
                    byValue.put(value, Map.of("recall", share.ratio(), "found", share.found(), "pairs", share.of())));
            breakdown.put(column, byValue);
        });
        figures.put("recallBy", breakdown);
        return figures;
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
