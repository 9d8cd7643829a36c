package io.rlpips.local.console;

import io.rlpips.local.session.Outcome;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.Verdict;
import java.util.Locale;

/** Decisions as lines for people, in columns. */
public final class DecisionTable {
    private static final String LAYOUT = "%-13s %-40s %-28s %-17s %9s";

    private DecisionTable() {}

    public static String header() {
        return LAYOUT.formatted("DECISION", "UPLOAD", "NEAREST REFERENCE", "DIST / THRESHOLD", "LATENCY");
    }

    public static String line(Outcome outcome) {
        String upload = Console.oneLine(outcome.uploadId());
        String latency = outcome.latencyMillis() + " ms";
        return outcome.verdict()
                .map(verdict -> line(verdict, outcome, upload, latency))
                .orElseGet(() -> line(outcome.reject().orElseThrow(), upload, latency));
    }

    private static String line(Verdict verdict, Outcome outcome, String upload, String latency) {
        String nearest = verdict.getBestReferenceId() == null ? "-" : Console.oneLine(verdict.getBestReferenceId());
        double threshold =
                outcome.alerts().stream().findFirst().map(Alert::getThreshold).orElse(verdict.getSearchRadius());
        String distance = verdict.getNearestDistance() == null
                ? String.format(Locale.ROOT, "> %.3f", verdict.getSearchRadius())
                : String.format(Locale.ROOT, "%.4f / %.3f", verdict.getNearestDistance(), threshold);
        return LAYOUT.formatted(verdict.getOutcome(), shortened(upload, 40), shortened(nearest, 28), distance, latency)
                .stripTrailing();
    }

    private static String line(Reject reject, String upload, String latency) {
        return LAYOUT.formatted("REJECTED", shortened(upload, 40), reject.getCategory(), "-", latency)
                .stripTrailing();
    }

    /** The end of a path says more than its beginning. */
    private static String shortened(String text, int columns) {
        return text.length() <= columns ? text : "..." + text.substring(text.length() - columns + 3);
    }
}
