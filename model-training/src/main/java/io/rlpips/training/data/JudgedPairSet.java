package io.rlpips.training.data;

import java.util.List;

/**
 * Judged pairs of one size, in the order of their names. Immutable.
 *
 * @param judgedBy where the judgments come from
 */
public record JudgedPairSet(JudgedBy judgedBy, List<JudgedPair> pairs) {
    public JudgedPairSet {
        pairs = List.copyOf(pairs);
    }

    /** @return families in alphabetical order, without repetition */
    public List<String> families() {
        return pairs.stream().map(JudgedPair::family).distinct().sorted().toList();
    }

    /** @return only the pairs of one family */
    public JudgedPairSet family(String family) {
        return new JudgedPairSet(
                judgedBy,
                pairs.stream().filter(pair -> pair.family().equals(family)).toList());
    }
}
