package io.rlpips.local.score;

import io.rlpips.local.score.Labels.Copy;
import io.rlpips.local.score.Labels.Pair;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How well alerts agree with labels. What is counted is the pair of upload and reference; pairs that the labels say
 * nothing about are left out.
 *
 * @param labelledPairs pairs that should have been found
 * @param foundPairs of these, how many were
 * @param falsePairs pairs that were found and are no copies
 * @param unrelatedUploads uploads labelled as copies of nothing
 * @param unrelatedMatched of these, how many raised an alert
 * @param byColumn for each further column of the labels, what was found by value
 * @param missed the labelled pairs that were not found
 * @param wrong the pairs that were found and are no copies
 */
public record Scores(
        int labelledPairs,
        int foundPairs,
        int falsePairs,
        int unrelatedUploads,
        int unrelatedMatched,
        Map<String, Map<String, Share>> byColumn,
        List<Copy> missed,
        List<Pair> wrong) {
    /** So many of so many. */
    public record Share(int found, int of) {
        public double ratio() {
            return of == 0 ? 1 : found / (double) of;
        }
    }

    /** @param alerts the pairs for which an alert was raised */
    public static Scores of(Labels labels, Set<Pair> alerts) {
        Set<Pair> wanted = labels.pairs();
        List<Pair> wrong = alerts.stream().filter(labels.refuting()).toList();
        Set<String> alarmed = alerts.stream().map(Pair::upload).collect(Collectors.toSet());
        List<Copy> missed = labels.copies().stream()
                .filter(copy -> !alerts.contains(new Pair(copy.upload(), copy.reference())))
                .toList();
        return new Scores(
                wanted.size(),
                wanted.size() - missed.size(),
                wrong.size(),
                labels.unrelated().size(),
                (int) labels.unrelated().stream().filter(alarmed::contains).count(),
                byColumn(labels, missed),
                missed,
                wrong);
    }

    /** @return share of the pairs found that are right; 1 when none was found */
    public double precision() {
        return new Share(foundPairs, foundPairs + falsePairs).ratio();
    }

    /** @return share of the labelled pairs that were found; 1 when none is labelled */
    public double recall() {
        return new Share(foundPairs, labelledPairs).ratio();
    }

    /** @return harmonic mean of precision and recall; 0 when both are */
    public double f1() {
        double sum = precision() + recall();
        return sum == 0 ? 0 : 2 * precision() * recall() / sum;
    }

    private static Map<String, Map<String, Share>> byColumn(Labels labels, List<Copy> missed) {
        Map<String, Map<String, Share>> byColumn = new LinkedHashMap<>();
        Set<Copy> lost = Set.copyOf(missed);
        for (String column : labels.columns()) {
            Map<String, Share> shares = new TreeMap<>();
            for (Copy copy : labels.copies()) {
                boolean hit = !lost.contains(copy);
                shares.merge(
                        copy.values().get(column),
                        new Share(hit ? 1 : 0, 1),
                        (a, b) -> new Share(a.found() + b.found(), a.of() + b.of()));
            }
            byColumn.put(column, shares);
        }
        return byColumn;
    }
}
