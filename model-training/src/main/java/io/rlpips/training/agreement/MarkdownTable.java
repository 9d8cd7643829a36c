package io.rlpips.training.agreement;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table in Markdown whose columns are also aligned for a terminal. */
final class MarkdownTable {
    private final List<List<String>> rows = new ArrayList<>();

    MarkdownTable(List<String> header) {
        rows.add(List.copyOf(header));
    }

    /** @param cells as many as the header has */
    void add(List<String> cells) {
        rows.add(cells.stream().map(cell -> cell.replace("|", "\\|")).toList());
    }

    /** @param share 0 to 1 */
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f", 100 * share);
    }

    /** @return with a line break at its end */
    String text() {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < rows.size(); row++) {
            line(text, rows.get(row), widths);
            if (row == 0) {
                rule(text, widths);
            }
        }
        return text.toString();
    }

    /** Names to the left, figures to the right. */
    private static void line(StringBuilder text, List<String> cells, int[] widths) {
        for (int i = 0; i < widths.length; i++) {
            String layout = (i == 0 ? "| %-" : "| %") + Math.max(1, widths[i]) + "s ";
            text.append(String.format(Locale.ROOT, layout, cells.get(i)));
        }
        text.append("|\n");
    }

    private static void rule(StringBuilder text, int[] widths) {
        for (int i = 0; i < widths.length; i++) {
            text.append("|").append("-".repeat(Math.max(1, widths[i]) + 1)).append(i == 0 ? "-" : ":");
        }
        text.append("|\n");
    }
}
