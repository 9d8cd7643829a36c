package io.rlpips.training.detection;

import io.rlpips.training.run.RunFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Models side by side: a Markdown table for each group of figures, which reads well on a terminal too, a line of CSV for
 * each figure with all its conditions, and JSON.
 *
 * @param command line that made it
 * @param models in the order of their columns
 */
public record DetectionReport(String command, List<ModelFigures> models) {
    static final String NOTES = """
            Pictures go the detector's way: a master of 128 x 128, then the model's input. A match is a distance at or
            below the threshold; other views than both pictures as they are have one of their own, which leaves the
            pictures as they are most of the false matches. Intervals of thresholds and of expected false matches are
            95 %, by resampling the pictures of both sides. Rates of attacks carry the one-sided 95 % bound
            (Clopper-Pearson).

            Attacks act on the model's input, stored with 8 bits; budgets are in units of the pixel range, on [-1, 1]
            they are twice as large. Every perturbation of a file at least as large as the input becomes one within the
            same budget there, because a sample of the input is an average of samples of the file, of weights that are
            not negative and sum to 1, and a change of whole levels survives the rounding as one of no more levels. Rates
            of attacks are therefore upper bounds for attacks on files (l_2: but for rounding). Border trimming adds
            views of an upload and can only lower a distance; it is left out of the attacks, which bounds evasion too.
            """;

    public DetectionReport {
        models = List.copyOf(models);
    }

    /** Writes {@code table.md}, {@code table.csv}, {@code table.json} and the plots. */
    public void write(Path folder) {
        RunFiles.replace(folder.resolve("table.md"), markdown().getBytes(StandardCharsets.UTF_8));
        RunFiles.replace(folder.resolve("table.csv"), csv().getBytes(StandardCharsets.UTF_8));
        RunFiles.replace(folder.resolve("table.json"), RunFiles.json(this));
        DetectionPlots.write(folder, models);
    }

    public String markdown() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, List<String>> table : rowsByTable().entrySet()) {
            text.append("### ").append(table.getKey()).append("\n\n");
            text.append(aligned(cells(table.getKey(), table.getValue()))).append('\n');
        }
        return text.append(NOTES)
                .append("\nMade by `")
                .append(command)
                .append("`.\n")
                .toString();
    }

    public String csv() {
        StringBuilder lines = new StringBuilder("model,table,row,value,count,of,low,high,upper_bound_95,conditions\n");
        for (ModelFigures model : models) {
            for (Figure figure : model.figures()) {
                lines.append(line(model, figure)).append('\n');
            }
        }
        return lines.toString();
    }

    private static String line(ModelFigures model, Figure figure) {
        String low = figure.interval().isEmpty()
                ? ""
                : number(figure.interval().get(0).low());
        String high = figure.interval().isEmpty()
                ? ""
                : number(figure.interval().get(0).high());
        boolean share = figure.of() > 0;
        return String.join(
                ",",
                quoted(model.name()),
                quoted(figure.table()),
                quoted(figure.row()),
                number(figure.value()),
                share ? String.valueOf(figure.count()) : "",
                share ? String.valueOf(figure.of()) : "",
                low,
                high,
                share ? number(figure.upperBound()) : "",
                quoted(figure.conditions().toString()));
    }

    /** Tables and their rows in the order in which the models first have them. */
    private Map<String, List<String>> rowsByTable() {
        Map<String, List<String>> tables = new LinkedHashMap<>();
        for (ModelFigures model : models) {
            for (Figure figure : model.figures()) {
                List<String> rows = tables.computeIfAbsent(figure.table(), table -> new ArrayList<>());
                if (!rows.contains(figure.row())) {
                    rows.add(figure.row());
                }
            }
        }
        return tables;
    }

    private List<List<String>> cells(String table, List<String> rows) {
        List<List<String>> cells = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of(""));
        models.forEach(model -> header.add(model.name()));
        boolean aims =
                rows.stream().anyMatch(row -> DetectionTargets.of(table, row).isPresent());
        if (aims) {
            header.add("target");
        }
        cells.add(header);
        for (String row : rows) {
            List<String> line = new ArrayList<>(List.of(row));
            for (ModelFigures model : models) {
                line.add(find(model, table, row).map(DetectionReport::cell).orElse("-"));
            }
            if (aims) {
                line.add(DetectionTargets.of(table, row)
                        .map(DetectionTargets.Target::describe)
                        .orElse(""));
            }
            cells.add(line);
        }
        return cells;
    }

    private static Optional<Figure> find(ModelFigures model, String table, String row) {
        return model.figures().stream()
                .filter(figure -> figure.table().equals(table) && figure.row().equals(row))
                .findFirst();
    }

    static String cell(Figure figure) {
        if (figure.of() == 0) {
            String interval = figure.interval().isEmpty()
                    ? ""
                    : " [%s, %s]"
                            .formatted(
                                    brief(figure.interval().get(0).low()),
                                    brief(figure.interval().get(0).high()));
            return brief(figure.value()) + interval;
        }
        if (figure.conditions().containsKey("attack")) {
            return String.format(
                    Locale.ROOT,
                    "%.2f %% (%d/%d; below %.2f %%)",
                    100 * figure.value(),
                    figure.count(),
                    figure.of(),
                    100 * figure.upperBound());
        }
        return String.format(Locale.ROOT, "%.3f (%d/%d)", figure.value(), figure.count(), figure.of());
    }

    private static String aligned(List<List<String>> cells) {
        int[] widths = new int[cells.get(0).size()];
        for (List<String> line : cells) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < cells.size(); row++) {
            for (int i = 0; i < widths.length; i++) {
                text.append("| ")
                        .append(padded(cells.get(row).get(i), widths[i]))
                        .append(' ');
            }
            text.append("|\n");
            if (row == 0) {
                for (int width : widths) {
                    text.append('|').append("-".repeat(width + 2));
                }
                text.append("|\n");
            }
        }
        return text.toString();
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    private static String brief(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.6g", value);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }
}
