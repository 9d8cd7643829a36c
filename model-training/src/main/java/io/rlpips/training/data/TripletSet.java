package io.rlpips.training.data;

import java.util.List;

/**
 * Triplets of one size, in the order of their names. Immutable.
 *
 * @param judgedBy where the judgments come from
 */
public record TripletSet(JudgedBy judgedBy, List<Triplet> triplets) {
    public TripletSet {
        triplets = List.copyOf(triplets);
    }

    /** @return families in alphabetical order, without repetition */
    public List<String> families() {
        return triplets.stream().map(Triplet::family).distinct().sorted().toList();
    }

    /** @return only the triplets of one family */
    public TripletSet family(String family) {
        return new TripletSet(
                judgedBy,
                triplets.stream()
                        .filter(triplet -> triplet.family().equals(family))
                        .toList());
    }
}
