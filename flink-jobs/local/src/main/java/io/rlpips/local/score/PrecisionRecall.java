package io.rlpips.local.score;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Precision and recall at every threshold. */
public record PrecisionRecall(List<Point> points, double averagePrecision) {
    /**
     * What a threshold would give.
     *
     * @param threshold a distance; pairs at most that far apart match
     */
    public record Point(double threshold, double precision, double recall) {}

    /**
     * A pair whose truth is known.
     *
     * @param distance infinite for a copy that cannot be measured: no threshold finds it
     * @param weight how many pairs it stands for, where only a sample was measured
     */
    public record Judged(double distance, boolean copy, double weight) {}

    /** @return a point for each distinct distance, ascending; empty when there is no copy among the pairs */
    public static PrecisionRecall of(List<Judged> pairs) {
        List<Judged> nearestFirst = new ArrayList<>(pairs);
        nearestFirst.removeIf(pair -> Double.isInfinite(pair.distance()));
        nearestFirst.sort(Comparator.comparingDouble(Judged::distance));
        double copies =
                pairs.stream().filter(Judged::copy).mapToDouble(Judged::weight).sum();
        List<Point> points = new ArrayList<>();
        double found = 0;
        double wrong = 0;
        double area = 0;
        double lastRecall = 0;
        for (int i = 0; i < nearestFirst.size() && copies > 0; i++) {
            Judged pair = nearestFirst.get(i);
            found += pair.copy() ? pair.weight() : 0;
            wrong += pair.copy() ? 0 : pair.weight();
            boolean tied =
                    i + 1 < nearestFirst.size() && nearestFirst.get(i + 1).distance() == pair.distance();
            if (!tied) {
                double precision = found / (found + wrong);
                area += precision * (found / copies - lastRecall);
                lastRecall = found / copies;
                points.add(new Point(pair.distance(), precision, lastRecall));
            }
        }
        return new PrecisionRecall(points, area);
    }

    /** @return the largest recall of a threshold whose precision is at least that; 0 where there is none */
    public double recallAtPrecision(double precision) {
        return points.stream()
                .filter(point -> point.precision() >= precision)
                .mapToDouble(Point::recall)
                .max()
                .orElse(0);
    }
}
