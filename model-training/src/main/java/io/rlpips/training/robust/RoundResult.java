package io.rlpips.training.robust;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a round came to. The validation figures are those of the averaged weights, on pictures held back.
 *
 * @param round from 1
 * @param loss mean of the round
 * @param contrast its part that tells copies' originals from other pictures
 * @param meanDistance of different originals
 * @param copyDistance of attacked, edited copies to their originals, while they were learnt from
 * @param found share of these nearer to their own original than to any other picture of their step
 * @param threshold distance of one false match in a million unrelated validation pairs, by the fitted curve; 0 where none
 *     is small enough, and then nothing matches
 * @param recall share of validation copies within the threshold, by edit
 * @param evaded share of attacked validation copies beyond the threshold, by budget
 * @param framed share of validation pictures that an attack at 8/255 (l_2: 1.0) brings within the threshold of another
 * @param edited how many validation pictures the recall is of
 * @param attacked how many of them the evasion and the framing are of
 */
public record RoundResult(
        int round,
        double loss,
        double contrast,
        double meanDistance,
        double copyDistance,
        double found,
        double threshold,
        Map<String, Double> recall,
        Map<String, Double> evaded,
        double framed,
        int edited,
        int attacked) {
    public RoundResult {
        recall = new TreeMap<>(recall);
        evaded = new TreeMap<>(evaded);
    }

    /** @return mean recall less mean evasion and framing: what a round is chosen by */
    public double score() {
        return mean(recall) - mean(evaded) - framed;
    }

    /** @return of the score, as if every share were of pictures of its own */
    double standardError() {
        return Math.sqrt(
                varianceOfMean(recall, edited) + varianceOfMean(evaded, attacked) + variance(framed, attacked));
    }

    private static double varianceOfMean(Map<String, Double> shares, int pictures) {
        double sum = shares.values().stream()
                .mapToDouble(share -> variance(share, pictures))
                .sum();
        return shares.isEmpty() ? 0 : sum / ((double) shares.size() * shares.size());
    }

    private static double variance(double share, int pictures) {
        return share * (1 - share) / pictures;
    }

    double meanRecall() {
        return mean(recall);
    }

    double meanEvasion() {
        return mean(evaded);
    }

    private static double mean(Map<String, Double> shares) {
        return shares.values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(0);
    }

    /** @return one line for people */
    public String line() {
        return String.format(
                Locale.ROOT,
                "round %d: loss %.3f, contrast %.3f, copies at %.4f of %.3f, found %.1f %%; threshold %.4f, recall %s, evaded %s, framed %.1f %%, score %.4f",
                round,
                loss,
                contrast,
                copyDistance,
                meanDistance,
                found * 100,
                threshold,
                percentages(recall),
                percentages(evaded),
                framed * 100,
                score());
    }

    private static String percentages(Map<String, Double> shares) {
        return shares.entrySet().stream()
                .map(entry -> String.format(Locale.ROOT, "%s %.1f %%", entry.getKey(), entry.getValue() * 100))
                .collect(Collectors.joining(", "));
    }
}
