package io.rlpips.training.agreement;

import io.rlpips.training.attack.Budget;
import io.rlpips.training.attack.Budget.Norm;
import io.rlpips.training.run.RunFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A {@link ForcedChoiceTable} as text, data and pictures. */
public final class ForcedChoiceReport {
    private final ForcedChoiceTable table;

    public ForcedChoiceReport(ForcedChoiceTable table) {
        this.table = table;
    }

    /** Writes {@code 2afc.md}, {@code 2afc.csv}, {@code 2afc.json} and charts as PNG into a folder, made if absent. */
    public void write(Path folder) {
        RunFiles.replace(folder.resolve("2afc.md"), markdown().getBytes(StandardCharsets.UTF_8));
        RunFiles.replace(folder.resolve("2afc.csv"), csv().getBytes(StandardCharsets.UTF_8));
        RunFiles.replace(folder.resolve("2afc.json"), RunFiles.json(json()));
        String title = "2AFC, " + Captions.agreementWith(table.judgedBy());
        RunFiles.replace(folder.resolve("2afc-natural.png"), naturalChart(title));
        if (!table.columns().isEmpty()) {
            RunFiles.replace(folder.resolve("2afc-attacked.png"), attackedChart(title));
        }
    }

    /** @return the tables with what they stand on, for people */
    public String markdown() {
        StringBuilder text = new StringBuilder("# 2AFC: %s\n\n".formatted(Captions.agreementWith(table.judgedBy())));
        text.append("Percent; 50 is guessing. Triplets: ").append(counts()).append(".\n");
        for (Definition definition : Definition.values()) {
            text.append("\n## Natural: ").append(definition.words).append("\n\n");
            text.append(natural(definition));
        }
        if (!table.columns().isEmpty()) {
            text.append("\nAttack, knowing the model: ").append(table.attack()).append(".\n");
            budgets().forEach(budget -> text.append("Budget ").append(budget).append(".\n"));
            for (Definition definition : Definition.values()) {
                text.append("\n## Under attack: ").append(definition.words).append("\n\n");
                text.append(attacked(definition));
            }
        }
        text.append("\nMetrics:\n");
        table.rows().forEach(row -> text.append("* %s: %s\n".formatted(row.metric(), row.description())));
        return text.toString();
    }

    /** @return a line a metric and definition, a column a family and attack, shares from 0 to 1 */
    public String csv() {
        List<String> families = new ArrayList<>(table.triplets().keySet());
        families.add(ForcedChoiceTable.MEAN);
        StringBuilder lines = new StringBuilder("metric,definition");
        for (String family : families) {
            lines.append(',').append(family).append("/natural");
            table.columns()
                    .forEach(column ->
                            lines.append(',').append(family).append('/').append(column.label()));
        }
        lines.append('\n');
        for (ForcedChoiceRow row : table.rows()) {
            for (Definition definition : Definition.values()) {
                lines.append('"').append(row.metric().replace("\"", "\"\"")).append("\",");
                lines.append(definition.name().toLowerCase(Locale.ROOT));
                ForcedChoiceTable.withMean(row).values().forEach(scores -> appendCsv(lines, scores, definition));
                lines.append('\n');
            }
        }
        return lines.toString();
    }

    /** @return for JSON */
    public Map<String, Object> json() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("measure", "2AFC");
        facts.put("judgedBy", table.judgedBy());
        facts.put("meaning", Captions.agreementWith(table.judgedBy()));
        facts.put("triplets", table.triplets());
        if (!table.columns().isEmpty()) {
            facts.put("attack", table.attack());
            facts.put("budgets", budgets());
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        for (ForcedChoiceRow row : table.rows()) {
            Map<String, Object> families = new LinkedHashMap<>();
            ForcedChoiceTable.withMean(row).forEach((family, scores) -> families.put(family, json(scores)));
            rows.add(Map.of("metric", row.metric(), "description", row.description(), "families", families));
        }
        facts.put("rows", rows);
        return facts;
    }

    private static Map<String, Object> json(FamilyScores scores) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("natural", scores.natural());
        for (AttackColumn column : AttackColumn.values()) {
            if (scores.attacked().containsKey(column)) {
                facts.put(column.label(), scores.attacked().get(column));
            }
        }
        return facts;
    }

    private String natural(Definition definition) {
        List<String> header = new ArrayList<>(List.of(""));
        header.addAll(table.triplets().keySet());
        header.add(ForcedChoiceTable.MEAN);
        MarkdownTable text = new MarkdownTable(header);
        for (ForcedChoiceRow row : table.rows()) {
            List<String> cells = new ArrayList<>(List.of(row.metric()));
            ForcedChoiceTable.withMean(row)
                    .values()
                    .forEach(scores -> cells.add(MarkdownTable.percent(definition.of(scores.natural()))));
            text.add(cells);
        }
        return text.text();
    }

    private String attacked(Definition definition) {
        List<String> header = new ArrayList<>(List.of("", "family", "natural"));
        table.columns().forEach(column -> header.add(words(column)));
        MarkdownTable text = new MarkdownTable(header);
        for (ForcedChoiceRow row : attackedRows()) {
            ForcedChoiceTable.withMean(row).forEach((family, scores) -> {
                List<String> cells = new ArrayList<>(List.of(row.metric(), family));
                cells.add(MarkdownTable.percent(definition.of(scores.natural())));
                table.columns()
                        .forEach(column -> cells.add(MarkdownTable.percent(
                                definition.of(scores.attacked().get(column)))));
                text.add(cells);
            });
        }
        return text.text();
    }

    private void appendCsv(StringBuilder lines, FamilyScores scores, Definition definition) {
        lines.append(String.format(Locale.ROOT, ",%.5f", definition.of(scores.natural())));
        for (AttackColumn column : table.columns()) {
            ForcedChoiceScore score = scores.attacked().get(column);
            lines.append(score == null ? "," : String.format(Locale.ROOT, ",%.5f", definition.of(score)));
        }
    }

    private byte[] naturalChart(String title) {
        Map<String, List<Double>> series = new LinkedHashMap<>();
        for (ForcedChoiceRow row : table.rows()) {
            series.put(
                    row.metric(),
                    ForcedChoiceTable.withMean(row).values().stream()
                            .map(scores -> 100 * scores.natural().agreement())
                            .toList());
        }
        List<String> families = new ArrayList<>(table.triplets().keySet());
        families.add(ForcedChoiceTable.MEAN);
        return ScoreChart.png(title, "2AFC in percent, natural", families, series);
    }

    private byte[] attackedChart(String title) {
        Map<String, List<Double>> series = new LinkedHashMap<>();
        for (ForcedChoiceRow row : attackedRows()) {
            FamilyScores mean = row.mean();
            List<Double> values = new ArrayList<>(List.of(100 * mean.natural().agreement()));
            table.columns()
                    .forEach(column ->
                            values.add(100 * mean.attacked().get(column).agreement()));
            series.put(row.metric(), values);
        }
        List<String> categories = new ArrayList<>(List.of("natural"));
        table.columns().forEach(column -> categories.add(words(column)));
        return ScoreChart.png(title, "2AFC in percent, mean of families", categories, series);
    }

    private List<ForcedChoiceRow> attackedRows() {
        return table.rows().stream()
                .filter(row -> !row.mean().attacked().isEmpty())
                .toList();
    }

    private String counts() {
        return table.triplets().entrySet().stream()
                .map(family -> family.getKey() + " " + family.getValue())
                .collect(Collectors.joining(", "));
    }

    private List<String> budgets() {
        return table.budgets().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .map(Budget::describe)
                .toList();
    }

    private static String words(AttackColumn column) {
        return (column.norm() == Norm.L_INF ? "l_inf " : "l_2 ") + column.perturbed();
    }

    /** The two scores that are both called 2AFC. */
    private enum Definition {
        AGREEMENT("mean share of judges who agree (LPIPS, Table 1 of R-LPIPS)"),
        MAJORITY("share of triplets decided as by most judges (later R-LPIPS code)");

        private final String words;

        Definition(String words) {
            this.words = words;
        }

        double of(ForcedChoiceScore score) {
            return switch (this) {
                case AGREEMENT -> score.agreement();
                case MAJORITY -> score.majority();
            };
        }
    }
}
