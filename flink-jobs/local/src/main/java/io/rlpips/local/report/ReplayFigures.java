package io.rlpips.local.report;

import io.rlpips.local.replay.Comparison;
import io.rlpips.local.replay.Difference;
import io.rlpips.local.replay.Difference.Kind;
import io.rlpips.local.replay.Difference.Measured;
import io.rlpips.local.replay.RecordedDecisions.PairKey;
import io.rlpips.schemas.BrokerPosition;
import io.rlpips.schemas.Reject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a replay changes, as text ready to be set. */
final class ReplayFigures {
    /** More rows than anybody reads; all of them are in {@code differences.jsonl}. */
    private static final int MOST_ROWS = 200;

    private static final int LONGEST_MODELS = 1_000;

    private ReplayFigures() {}

    static Map<String, Object> of(Run.Replay replay) {
        Comparison comparison = replay.comparison();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("range", comparison.range().text());
        figures.put("modelsThen", PageText.shortened(String.join(", ", comparison.modelsThen()), LONGEST_MODELS));
        figures.put("modelsNow", PageText.shortened(String.join(", ", comparison.modelsNow()), LONGEST_MODELS));
        figures.put("new", comparison.count(Kind.NEW));
        figures.put("lost", comparison.count(Kind.LOST));
        figures.put("changed", comparison.count(Kind.CHANGED));
        figures.put("same", comparison.count(Kind.SAME));
        figures.put("decisions", counted(comparison.changedDecisions()));
        figures.put("quiet", quiet(comparison));
        figures.put("undecided", comparison.undecided() == 0 ? "" : Integer.toString(comparison.undecided()));
        figures.put("retroactive", comparison.retroactive() == 0 ? "" : Integer.toString(comparison.retroactive()));
        figures.put("outcomes", counted(comparison.changedOutcomes()));
        List<Difference> changed = comparison.differences().stream()
                .filter(each -> each.kind() != Kind.SAME)
                .toList();
        figures.put(
                "rows",
                changed.stream().limit(MOST_ROWS).map(ReplayFigures::row).toList());
        figures.put("leftOut", leftOut(changed.size()));
        figures.put("hasRows", !changed.isEmpty());
        List<Reject> others = replay.others();
        figures.put(
                "others",
                others.stream().limit(MOST_ROWS).map(ReplayFigures::unused).toList());
        figures.put("hasOthers", !others.isEmpty());
        figures.put("othersLeftOut", leftOut(others.size()));
        return figures;
    }

    /** @return the alerts of the time that are no match any more; of a run that is no replay none */
    static List<Difference> lostAlerts(Run run) {
        return run.replay().stream()
                .flatMap(replay -> replay.comparison().differences().stream())
                .filter(each -> each.kind() == Kind.LOST && each.alert())
                .toList();
    }

    /** @return what became of the matches that are not as they were */
    static Map<PairKey, String> changes(Run run) {
        Map<PairKey, String> changes = new HashMap<>();
        run.replay().stream()
                .flatMap(replay -> replay.comparison().differences().stream())
                .filter(each -> each.kind() == Kind.NEW || each.kind() == Kind.CHANGED)
                .forEach(each -> changes.put(
                        new PairKey(each.upload(), each.referenceId()),
                        each.kind().name().toLowerCase(Locale.ROOT)));
        return changes;
    }

    private static List<Map<String, Object>> counted(Map<String, Integer> changes) {
        List<Map<String, Object>> counts = new ArrayList<>();
        changes.forEach((change, count) -> counts.add(Map.of("change", change, "count", count)));
        return counts;
    }

    private static String quiet(Comparison comparison) {
        long found = comparison.quiet(Kind.NEW);
        long lost = comparison.quiet(Kind.LOST);
        long same = comparison.quiet(Kind.SAME);
        return found + lost + same == 0 ? "" : "%d new, %d lost, %d same".formatted(found, lost, same);
    }

    private static String leftOut(int all) {
        return all > MOST_ROWS ? "%d of %d are shown".formatted(MOST_ROWS, all) : "";
    }

    private static Map<String, Object> unused(Reject reject) {
        BrokerPosition at = reject.getRecord();
        return Map.of(
                "id", "%s-%d@%d".formatted(at.getTopic(), at.getPartition(), at.getOffset()),
                "category", reject.getCategory().name(),
                "message", PageText.shortened(reject.getMessage()));
    }

    private static Map<String, Object> row(Difference difference) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("kind", difference.kind().name().toLowerCase(Locale.ROOT));
        row.put(
                "time",
                Instant.ofEpochMilli(difference.uploadBrokerTimeMillis()).toString());
        row.put("upload", PageText.shortened(difference.uploadId()));
        row.put("reference", PageText.shortened(difference.referenceId()));
        row.put("bank", PageText.shortened(difference.bank()));
        row.put("then", text(difference.then()));
        row.put("thenDecision", decision(difference.then()));
        row.put("thenDistance", value(difference.then()));
        row.put("now", text(difference.now()));
        row.put("nowDecision", decision(difference.now()));
        row.put("nowDistance", value(difference.now()));
        return row;
    }

    /** @return to be sorted by; what was not measured has none */
    private static String value(Measured measured) {
        return measured == null ? "" : PairView.number(measured.distance());
    }

    private static String decision(Measured measured) {
        return measured == null || measured.decision() == null
                ? ""
                : measured.decision().text();
    }

    private static String text(Measured measured) {
        if (measured == null) {
            return "-";
        }
        String distance = PairView.number(measured.distance());
        return measured.threshold() == null ? distance : distance + " / " + PairView.number(measured.threshold());
    }
}
