package io.rlpips.training.publishing;

/** The names under which a card holds what publishing measures, so that verifying finds it again. */
final class CardFigures {
    static final String RATE_AT_THRESHOLD =
            "pairwise false-match rate that the fitted curve gives at the recommended threshold";

    private CardFigures() {}

    static String nearest(long pairs) {
        return "distance of the nearest of %d unrelated pairs".formatted(pairs);
    }
}
