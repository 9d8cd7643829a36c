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

    /** Of pictures that are compared under one view, or under several that count alike. */
    static List<Figure> of(FalseMatches matches) {
        return of(matches, 0);
    }

    /** @param handicap of all pairs of views but that of both pictures as they are; 0 where there are none, or it is none */
    static List<Figure> of(FalseMatches matches, double handicap) {
        List<Figure> figures = new ArrayList<>();
        for (Threshold threshold : matches.thresholds()) {
            figures.add(nearer(matches, threshold, "", 0));
            if (handicap > 0) {
                figures.add(nearer(matches, threshold, ", other than as they are", handicap));
            }
        }
        for (Threshold threshold : matches.thresholds()) {
            for (long references : REFERENCES) {
                figures.add(expected(matches, threshold, references));
            }
        }
        return figures;
    }

    private static Figure nearer(FalseMatches matches, Threshold threshold, String which, double by) {
        Interval interval = threshold.distanceInterval();
        return Figure.number(
                THRESHOLDS,
                row(threshold, matches.views() + which),
                Math.max(0, threshold.distance() - by),
                new Interval(Math.max(0, interval.low() - by), Math.max(0, interval.high() - by)),
                conditions(matches, threshold));
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
