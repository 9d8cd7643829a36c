package io.rlpips.local.report;

import io.rlpips.local.replay.Comparison;
import io.rlpips.local.replay.Difference;
import io.rlpips.local.replay.Difference.Kind;
import io.rlpips.local.replay.Difference.Measured;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a replay changes, as text ready to be set. */
final class ReplayFigures {
    /** More rows than anybody reads; all of them are in {@code differences.jsonl}. */
    private static final int MOST_ROWS = 200;

    private ReplayFigures() {}

    static Map<String, Object> of(Run.Replay replay) {
        Comparison comparison = replay.comparison();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("range", comparison.range().text());
        figures.put("modelsThen", String.join(", ", comparison.modelsThen()));
        figures.put("modelsNow", String.join(", ", comparison.modelsNow()));
        figures.put("new", comparison.count(Kind.NEW));
        figures.put("lost", comparison.count(Kind.LOST));
        figures.put("same", comparison.count(Kind.SAME));
        figures.put("undecided", comparison.undecided() == 0 ? "" : Integer.toString(comparison.undecided()));
        List<Map<String, Object>> outcomes = new ArrayList<>();
        comparison.changedOutcomes().forEach((change, count) -> outcomes.add(Map.of("change", change, "count", count)));
        figures.put("outcomes", outcomes);
        List<Difference> changed = comparison.differences().stream()
                .filter(each -> each.kind() != Kind.SAME)
                .toList();
        figures.put(
                "rows",
                changed.stream().limit(MOST_ROWS).map(ReplayFigures::row).toList());
        figures.put(
                "leftOut", changed.size() > MOST_ROWS ? "%d of %d are shown".formatted(MOST_ROWS, changed.size()) : "");
        figures.put(
                "others",
                replay.others().stream()
                        .map(reject -> Map.of(
                                "id",
                                "%s-%d@%d"
                                        .formatted(
                                                reject.getRecord().getTopic(),
                                                reject.getRecord().getPartition(),
                                                reject.getRecord().getOffset()),
                                "category",
                                reject.getCategory().name(),
                                "message",
                                reject.getMessage()))
                        .toList());
        return figures;
    }

    private static Map<String, Object> row(Difference difference) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("kind", difference.kind().name().toLowerCase(Locale.ROOT));
        row.put(
                "time",
                Instant.ofEpochMilli(difference.uploadBrokerTimeMillis()).toString());
        row.put("upload", difference.uploadId());
        row.put("reference", difference.referenceId());
        row.put("bank", difference.bank());
        row.put("then", text(difference.then()));
        row.put("now", text(difference.now()));
        return row;
    }

    private static String text(Measured measured) {
        if (measured == null) {
            return "-";
        }
        String distance = PairView.number(measured.distance());
        return measured.threshold() == null ? distance : distance + " / " + PairView.number(measured.threshold());
    }
}
