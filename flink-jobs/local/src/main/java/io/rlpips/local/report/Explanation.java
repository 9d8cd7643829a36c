package io.rlpips.local.report;

import io.rlpips.local.score.Labels.Copy;
import io.rlpips.local.score.Labels.Pair;
import io.rlpips.local.score.Scores;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What the labels say about a pair.
 *
 * @param values of the labels' further columns by name, such as which edit made the copy; empty where none is known
 * @param warning that the pair is no copy, or that nobody knows; empty for a labelled copy
 */
record Explanation(Map<String, String> values, String warning) {
    static final Explanation NONE = new Explanation(Map.of(), "");

    private static final Explanation WRONG = new Explanation(Map.of(), "wrong: labelled otherwise");
    private static final Explanation UNKNOWN = new Explanation(Map.of(), "not labelled");
    /** More columns than a row has room for. */
    private static final int MOST_COLUMNS = 3;

    private static final int LONGEST_COLUMN = 24;
    private static final int LONGEST_VALUE = 60;

    /** @return how to look up a pair's explanation; of a run without labels nothing is said */
    static Function<Pair, Explanation> of(Run run) {
        if (run.labels().isEmpty()) {
            return pair -> NONE;
        }
        Map<Pair, Explanation> labelled = new HashMap<>();
        for (Copy copy : run.labels().get().copies()) {
            labelled.put(
                    new Pair(copy.upload(), copy.reference()),
                    of(copy, run.labels().get().columns()));
        }
        Set<Pair> wrong = new HashSet<>(run.scores().map(Scores::wrong).orElse(List.of()));
        return pair -> labelled.getOrDefault(pair, wrong.contains(pair) ? WRONG : UNKNOWN);
    }

    private static Explanation of(Copy copy, List<String> columns) {
        Map<String, String> values = new LinkedHashMap<>();
        columns.stream()
                .limit(MOST_COLUMNS)
                .forEach(column -> values.put(column, copy.values().getOrDefault(column, "")));
        return new Explanation(values, "");
    }

    /** @return for the template: {@code warning}, and {@code values} with {@code column} and {@code value} each */
    Map<String, Object> view() {
        List<Map<String, String>> shown = values.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(entry -> Map.of(
                        "column", PageText.shortened(entry.getKey(), LONGEST_COLUMN),
                        "value", PageText.shortened(entry.getValue(), LONGEST_VALUE)))
                .toList();
        return Map.of(
                "wrong",
                equals(WRONG),
                "warning",
                warning,
                "values",
                shown,
                "explained",
                !warning.isEmpty() || !shown.isEmpty());
    }
}
