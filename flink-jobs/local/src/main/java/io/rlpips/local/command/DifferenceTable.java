package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.replay.Comparison;
import io.rlpips.local.replay.Difference;
import io.rlpips.local.replay.Difference.Kind;
import io.rlpips.local.replay.Difference.Measured;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a replay changes, as lines for people, in columns. */
final class DifferenceTable {
    private static final String LAYOUT = "%-7s %-24s %-32s %-28s %-14s %-28s %-28s";
    /** More lines than anybody reads; all of them are in the report's folder. */
    private static final int MOST_LINES = 40;

    private DifferenceTable() {}

    static List<String> of(Comparison comparison) {
        List<String> lines = new ArrayList<>();
        lines.add("alerts: %d new, %d lost, %d changed, %d same"
                .formatted(
                        comparison.count(Kind.NEW),
                        comparison.count(Kind.LOST),
                        comparison.count(Kind.CHANGED),
                        comparison.count(Kind.SAME)));
        comparison.changedDecisions().forEach((change, count) -> lines.add("  %s: %d".formatted(change, count)));
        long quiet =
                comparison.differences().stream().filter(each -> !each.alert()).count();
        if (quiet > 0) {
            lines.add("  matches that raise no alert of their own: %d new, %d lost, %d same"
                    .formatted(comparison.quiet(Kind.NEW), comparison.quiet(Kind.LOST), comparison.quiet(Kind.SAME)));
        }
        if (comparison.retroactive() > 0) {
            lines.add("  retroactive alerts of the time, not compared: %d".formatted(comparison.retroactive()));
        }
        comparison.changedOutcomes().forEach((change, count) -> lines.add("  %s: %d".formatted(change, count)));
        List<Difference> changed = comparison.differences().stream()
                .filter(each -> each.kind() != Kind.SAME)
                .toList();
        if (!changed.isEmpty()) {
            lines.add(LAYOUT.formatted("", "UPLOADED", "UPLOAD", "REFERENCE", "BANK", "THEN", "NOW")
                    .stripTrailing());
            changed.stream().limit(MOST_LINES).map(DifferenceTable::line).forEach(lines::add);
        }
        if (changed.size() > MOST_LINES) {
            lines.add("%d more are in differences.jsonl".formatted(changed.size() - MOST_LINES));
        }
        return lines;
    }

    private static String line(Difference difference) {
        return LAYOUT.formatted(
                        difference.kind(),
                        Instant.ofEpochMilli(difference.uploadBrokerTimeMillis()),
                        shortened(difference.uploadId(), 32),
                        shortened(difference.referenceId(), 28),
                        shortened(difference.bank(), 14),
                        text(difference.then()),
                        text(difference.now()))
                .stripTrailing();
    }

    private static String text(Measured measured) {
        if (measured == null) {
            return "-";
        }
        String distance = measured.threshold() == null
                ? String.format(Locale.ROOT, "%.4f", measured.distance())
                : String.format(Locale.ROOT, "%.4f / %.4f", measured.distance(), measured.threshold());
        return measured.decision() == null
                ? distance
                : distance + " " + measured.decision().text();
    }

    /** The end of a path says more than its beginning. */
    private static String shortened(String text, int columns) {
        String line = Console.oneLine(text);
        return line.length() <= columns ? line : "..." + line.substring(line.length() - columns + 3);
    }
}
