package io.rlpips.training.publishing;

/** The names under which a card holds what publishing measures, so that verifying finds it again. */
final class CardFigures {
    static final String RATE_AT_THRESHOLD =
            "pairwise false-match rate that the fitted curve gives at the recommended threshold";

    private CardFigures() {}

    static String nearest(long pairs) {
        return "distance of the nearest of %d unrelated pairs".formatted(pairs);
    }

    static String survivors(int dimensions, long pairs) {
        return "share of %d unrelated pairs that survive the %d-dimensional lower bound at the recommended threshold"
                .formatted(pairs, dimensions);
    }

    static String violations(int dimensions, long pairs) {
        return "pairs of %d whose %d-dimensional lower bound exceeds their distance".formatted(pairs, dimensions);
    }
}
