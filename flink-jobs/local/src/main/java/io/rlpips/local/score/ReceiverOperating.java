package io.rlpips.local.score;

import io.rlpips.local.score.PrecisionRecall.Judged;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Recall against the share of other pairs that match, at every threshold: the receiver operating characteristic.
 *
 * @param points ascending
 * @param area under the curve: how often a copy is nearer than another pair; ties count half
 */
public record ReceiverOperating(List<Point> points, double area) {
    /**
     * What a threshold would give.
     *
     * @param threshold a distance; pairs at most that far apart match
     * @param falsePositives share of the pairs that are no copies and match
     * @param recall share of the copies that match
     */
    public record Point(double threshold, double falsePositives, double recall) {}

    /** @return a point for each distinct distance; empty, with an area of 0, when there are no copies or no others */
    public static ReceiverOperating of(List<Judged> pairs) {
        double copies = sum(pairs, true);
        double others = sum(pairs, false);
        List<Point> points = new ArrayList<>();
        if (copies == 0 || others == 0) {
            return new ReceiverOperating(points, 0);
        }
        List<Judged> nearestFirst = new ArrayList<>(pairs);
        nearestFirst.sort(Comparator.comparingDouble(Judged::distance));
        double found = 0;
        double wrong = 0;
        double area = 0;
        Point last = new Point(0, 0, 0);
        for (int i = 0; i < nearestFirst.size(); i++) {
            Judged pair = nearestFirst.get(i);
            found += pair.copy() ? pair.weight() : 0;
            wrong += pair.copy() ? 0 : pair.weight();
            boolean tied =
                    i + 1 < nearestFirst.size() && nearestFirst.get(i + 1).distance() == pair.distance();
            if (!tied) {
                Point point = new Point(pair.distance(), wrong / others, found / copies);
                area += (point.falsePositives() - last.falsePositives()) * (point.recall() + last.recall()) / 2;
                last = point;
                if (Double.isFinite(pair.distance())) {
                    points.add(point);
                }
            }
        }
        return new ReceiverOperating(points, area);
    }

    private static double sum(List<Judged> pairs, boolean copies) {
        return pairs.stream()
                .filter(pair -> pair.copy() == copies)
                .mapToDouble(Judged::weight)
                .sum();
    }
}
