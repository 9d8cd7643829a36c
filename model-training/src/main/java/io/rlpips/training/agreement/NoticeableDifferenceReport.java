package io.rlpips.training.agreement;

import io.rlpips.training.data.JudgedBy;
import io.rlpips.training.run.RunFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * JND scores of any set of metrics as text, data and a picture.
 *
 * @param judgedBy where the judgments come from
 * @param rows at least one, all measured on one set
 */
public record NoticeableDifferenceReport(JudgedBy judgedBy, List<NoticeableDifferenceRow> rows) {
    public NoticeableDifferenceReport {
        rows = List.copyOf(rows);
    }

    /** Writes {@code jnd.md}, {@code jnd.csv}, {@code jnd.json} and {@code jnd.png} into a folder, made if absent. */
    public void write(Path folder) {
        RunFiles.replace(folder.resolve("jnd.md"), markdown().getBytes(StandardCharsets.UTF_8));
        RunFiles.replace(folder.resolve("jnd.csv"), csv().getBytes(StandardCharsets.UTF_8));
        RunFiles.replace(folder.resolve("jnd.json"), RunFiles.json(json()));
        Map<String, List<Double>> series = new LinkedHashMap<>();
        for (NoticeableDifferenceRow row : rows) {
            series.put(
                    row.metric(),
                    withMean(row).values().stream()
                            .map(score -> 100 * score.averagePrecision())
                            .toList());
        }
        RunFiles.replace(
                folder.resolve("jnd.png"),
                ScoreChart.png(
                        "JND, " + Captions.agreementWith(judgedBy), "average precision in percent", columns(), series));
    }

    /** @return the table with what it stands on, for people */
    public String markdown() {
        String pairs = rows.get(0).families().entrySet().stream()
                .map(family -> family.getKey() + " " + family.getValue().pairs())
                .collect(Collectors.joining(", "));
        List<String> header = new ArrayList<>(List.of(""));
        header.addAll(columns());
        MarkdownTable table = new MarkdownTable(header);
        for (NoticeableDifferenceRow row : rows) {
            List<String> cells = new ArrayList<>(List.of(row.metric()));
            withMean(row).values().forEach(score -> cells.add(MarkdownTable.percent(score.averagePrecision())));
            table.add(cells);
        }
        String metrics = rows.stream()
                .map(row -> "* %s: %s\n".formatted(row.metric(), row.description()))
                .collect(Collectors.joining());
        return "# JND: %s\n\nAverage precision of \"same\", percent. Pairs: %s.\n\n%s\nMetrics:\n%s"
                .formatted(Captions.agreementWith(judgedBy), pairs, table.text(), metrics);
    }

    /** @return a line a metric, shares from 0 to 1 */
    public String csv() {
        StringBuilder lines = new StringBuilder("metric," + String.join(",", columns()) + "\n");
        for (NoticeableDifferenceRow row : rows) {
            lines.append('"').append(row.metric().replace("\"", "\"\"")).append('"');
            withMean(row)
                    .values()
                    .forEach(score -> lines.append(String.format(Locale.ROOT, ",%.5f", score.averagePrecision())));
            lines.append('\n');
        }
        return lines.toString();
    }

    /** @return for JSON */
    public Map<String, Object> json() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("measure", "JND");
        facts.put("judgedBy", judgedBy);
        facts.put("meaning", Captions.agreementWith(judgedBy));
        facts.put(
                "rows",
                rows.stream()
                        .map(row -> Map.of(
                                "metric", row.metric(), "description", row.description(), "families", withMean(row)))
                        .toList());
        return facts;
    }

    private List<String> columns() {
        return List.copyOf(withMean(rows.get(0)).keySet());
    }

    private static Map<String, NoticeableDifferenceScore> withMean(NoticeableDifferenceRow row) {
        Map<String, NoticeableDifferenceScore> scores = new LinkedHashMap<>(row.families());
        scores.put(ForcedChoiceTable.MEAN, row.mean());
        return scores;
    }
}
