package io.rlpips.training.detection;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The rows that thresholds give to the tables. */
final class ThresholdFigures {
    static final String THRESHOLDS = "Threshold at a rate of false matches";
    static final String EXPECTED = "Expected false matches per upload";
    private static final List<Long> REFERENCES = List.of(1_000L, 100_000L, 1_000_000L);

    private ThresholdFigures() {}

    /** Of pictures that are compared as they are. */
    static List<Figure> of(FalseMatches matches) {
        return of(matches, ViewScheme.ONE_VIEW, 0);
    }

    /**
     * @param views that the pairs were compared under
     * @param divided the rate that the views' handicap was set for; at others it divides false matches otherwise
     */
    static List<Figure> of(FalseMatches matches, ViewScheme views, double divided) {
        List<Figure> figures = new ArrayList<>();
        double handicap = views.handicap(1, 0);
        for (Threshold threshold : matches.thresholds()) {
            Map<String, String> conditions = conditions(matches, threshold);
            conditions.put("views", views.describe());
            String row = row(threshold, matches.views());
            figures.add(Figure.number(THRESHOLDS, row, threshold.distance(), threshold.distanceInterval(), conditions));
            if (handicap > 0 && threshold.falseMatchRate() == divided) {
                // No interval: other pictures would have given another handicap as well.
                figures.add(Figure.number(
                        THRESHOLDS,
                        row + ", other than as they are",
                        Math.max(0, threshold.distance() - handicap),
                        conditions));
            }
        }
        for (Threshold threshold : matches.thresholds()) {
            for (long references : REFERENCES) {
                figures.add(expected(matches, threshold, references));
            }
        }
        return figures;
    }

    private static Figure expected(FalseMatches matches, Threshold threshold, long references) {
        Interval rates = threshold.rateInterval();
        return Figure.number(
                EXPECTED,
                String.format(Locale.ROOT, "%s, %,d references", row(threshold, matches.views()), references),
                threshold.falseMatchRate() * references,
                new Interval(rates.low() * references, rates.high() * references),
                conditions(matches, threshold));
    }

    private static String row(Threshold threshold, String views) {
        return rate(threshold.falseMatchRate(), views) + (threshold.extrapolated() ? " (extrapolated)" : "");
    }

    /** @return the name of a row: {@code 1e-06, one view} */
    static String rate(double falseMatchRate, String views) {
        return String.format(Locale.ROOT, "%.0e, %s", falseMatchRate, views);
    }

    private static Map<String, String> conditions(FalseMatches matches, Threshold threshold) {
        Map<String, String> conditions = new TreeMap<>();
        conditions.put("pairs", String.valueOf(matches.pairs()));
        conditions.put("views", matches.views());
        conditions.put("interval", "95 %%, %d resamplings of pictures of both sides".formatted(matches.resamplings()));
        conditions.put(
                "distance of the pair of that rank",
                threshold.extrapolated() ? "none: extrapolated" : "%.5f".formatted(threshold.rankDistance()));
        if (!matches.nearest().isEmpty()) {
            conditions.put(
                    "nearest pair", "%.5f".formatted(matches.nearest().get(0).distance()));
        }
        return conditions;
    }
}
