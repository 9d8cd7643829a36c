package io.rlpips.local.score;

import io.rlpips.local.score.Labels.Copy;
import io.rlpips.local.score.Labels.Pair;
import io.rlpips.local.score.PrecisionRecall.Judged;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How well distances tell labelled copies from other pairs, whatever the threshold in force: all pairs of all uploads in
 * one ranking, nearest first.
 *
 * @param precisionRecall its area is the micro-averaged average precision
 * @param receiverOperating of the same pairs
 * @param averagePrecisionByColumn for each further column of the labels and value the average precision of the copies
 *     with that value among all other pairs
 */
public record Ranking(
        PrecisionRecall precisionRecall,
        ReceiverOperating receiverOperating,
        Map<String, Map<String, Double>> averagePrecisionByColumn) {
    private static final double HIGH_PRECISION = 0.9;

    /**
     * @param copies distances of the labelled pairs that were measured
     * @param immeasurable labelled pairs that never can be, because a picture cannot be read or the reference is gone
     * @param others distances of pairs that are not labelled
     * @param copyWeight how many labelled pairs each of the copies stands for, where only a sample was measured
     */
    public static Ranking of(
            Labels labels, Map<Pair, Double> copies, Set<Pair> immeasurable, List<Judged> others, double copyWeight) {
        Map<Pair, Double> known = new HashMap<>(copies);
        immeasurable.forEach(pair -> known.put(pair, Double.POSITIVE_INFINITY));
        List<Judged> all = judged(known, labels.pairs(), others, copyWeight);
        Map<String, Map<String, Double>> byColumn = new LinkedHashMap<>();
        for (String column : labels.columns()) {
            Map<String, Double> byValue = new TreeMap<>();
            pairsByValue(labels, column)
                    .forEach((value, pairs) -> byValue.put(
                            value,
                            PrecisionRecall.of(judged(known, pairs, others, copyWeight))
                                    .averagePrecision()));
            byColumn.put(column, byValue);
        }
        return new Ranking(PrecisionRecall.of(all), ReceiverOperating.of(all), byColumn);
    }

    public double microAveragePrecision() {
        return precisionRecall.averagePrecision();
    }

    public double recallAt90Precision() {
        return precisionRecall.recallAtPrecision(HIGH_PRECISION);
    }

    private static Map<String, Set<Pair>> pairsByValue(Labels labels, String column) {
        Map<String, Set<Pair>> pairs = new TreeMap<>();
        for (Copy copy : labels.copies()) {
            pairs.computeIfAbsent(copy.values().get(column), value -> new HashSet<>())
                    .add(new Pair(copy.upload(), copy.reference()));
        }
        return pairs;
    }

    private static List<Judged> judged(Map<Pair, Double> known, Set<Pair> wanted, List<Judged> others, double weight) {
        List<Judged> judged = new ArrayList<>(others);
        for (Pair pair : wanted) {
            if (known.containsKey(pair)) {
                judged.add(new Judged(known.get(pair), true, weight));
            }
        }
        return judged;
    }
}
