package io.rlpips.local.report;

import io.rlpips.local.replay.Comparison;
import io.rlpips.local.replay.Difference.Kind;
import io.rlpips.local.score.Ranking;
import io.rlpips.local.score.Scores;
import io.rlpips.local.session.Detection;
import io.rlpips.local.session.Outcome;
import io.rlpips.metric.bundle.Manifest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A run in figures: the content of {@code summary.json}. */
public final class Summary {
    private static final int MOST_POINTS = 200;

    private Summary() {}

    /** @param survey distances of the run's pairs */
    public static Map<String, Object> of(Run run, DistanceSurvey survey) {
        Detection.Result result = run.result();
        List<Outcome> outcomes = result.outcomes();
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put(
                "uploads",
                run.replay().isPresent() ? outcomes.size() : run.uploads().size());
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
        summary.put(
                "matchesByDisposition",
                outcomes.stream()
                        .flatMap(each -> each.alerts().stream())
                        .collect(Collectors.groupingBy(
                                alert -> alert.getDisposition().name(), TreeMap::new, Collectors.counting())));
        summary.put("judgingSeconds", result.judgingMillis() / 1000.0);
        summary.put("throughputPerSecond", rounded(outcomes.size() * 1000.0 / Math.max(1, result.judgingMillis())));
        if (run.replay().isEmpty()) {
            summary.put("latencyMillis", Latency.of(outcomes).asMap());
        }
        summary.put("model", model(result));
        summary.put("threshold", result.threshold());
        summary.put("thresholdOfOtherViews", result.thresholds().otherViews());
        summary.put("references", references(result));
        run.replay().ifPresent(replay -> summary.put("replay", replay(replay)));
        run.labels()
                .ifPresent(labels -> summary.put("scores", scores(run.scores().orElseThrow(), survey.ranking(labels))));
        return summary;
    }

    private static Map<String, Object> replay(Run.Replay replay) {
        Comparison comparison = replay.comparison();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put(
                "from", Instant.ofEpochMilli(comparison.range().fromMillis()).toString());
        figures.put("to", Instant.ofEpochMilli(comparison.range().untilMillis()).toString());
        for (Kind kind : Kind.values()) {
            figures.put(kind.name().toLowerCase(Locale.ROOT), comparison.count(kind));
        }
        figures.put("changedDecisions", comparison.changedDecisions());
        Map<String, Object> quiet = new LinkedHashMap<>();
        for (Kind kind : List.of(Kind.NEW, Kind.LOST, Kind.SAME)) {
            quiet.put(kind.name().toLowerCase(Locale.ROOT), comparison.quiet(kind));
        }
        figures.put("matchesWithoutAlert", quiet);
        figures.put("changedOutcomes", comparison.changedOutcomes());
        figures.put("undecidedAtTheTime", comparison.undecided());
        figures.put("retroactiveAtTheTime", comparison.retroactive());
        figures.put("modelsThen", comparison.modelsThen());
        figures.put("modelsNow", comparison.modelsNow());
        figures.put("otherRejects", replay.others().size());
        return figures;
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

    private static Map<String, Object> scores(Scores scores, Ranking ranking) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("precision", scores.precision());
        figures.put("recall", scores.recall());
        figures.put("f1", scores.f1());
        figures.put("microAveragePrecision", ranking.microAveragePrecision());
        figures.put("recallAt90Precision", ranking.recallAt90Precision());
        figures.put("areaUnderCharacteristic", ranking.receiverOperating().area());
        figures.put("labelledPairs", scores.labelledPairs());
        figures.put("foundPairs", scores.foundPairs());
        figures.put("falsePairs", scores.falsePairs());
        figures.put("unrelatedUploads", scores.unrelatedUploads());
        figures.put("unrelatedMatched", scores.unrelatedMatched());
        Map<String, Object> breakdown = new LinkedHashMap<>();
        scores.byColumn().forEach((column, shares) -> {
            Map<String, Object> byValue = new LinkedHashMap<>();
            shares.forEach((value, share) -> byValue.put(
                    value,
                    byValue(
                            share,
                            ranking.averagePrecisionByColumn().get(column).get(value))));
            breakdown.put(column, byValue);
        });
        figures.put("recallBy", breakdown);
        figures.put(
                "precisionRecall",
                thinned(ranking.precisionRecall().points()).stream()
                        .map(point -> List.of(point.threshold(), point.precision(), point.recall()))
                        .toList());
        figures.put(
                "receiverOperating",
                thinned(ranking.receiverOperating().points()).stream()
                        .map(point -> List.of(point.threshold(), point.falsePositives(), point.recall()))
                        .toList());
        return figures;
    }

    private static Map<String, Object> byValue(Scores.Share share, double averagePrecision) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("recall", share.ratio());
        figures.put("found", share.found());
        figures.put("pairs", share.of());
        figures.put("averagePrecision", averagePrecision);
        return figures;
    }

    /** @return the first, the last and evenly many between: a curve has a point for every pair */
    private static <T> List<T> thinned(List<T> points) {
        if (points.size() <= MOST_POINTS) {
            return points;
        }
        return IntStream.range(0, MOST_POINTS)
                .mapToObj(i -> points.get((int) ((long) i * (points.size() - 1) / (MOST_POINTS - 1))))
                .toList();
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
