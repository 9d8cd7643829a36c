package io.rlpips.detector.guard;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The reviews of a reference's alerts, in {@link ReviewChange#ORDER}. People make them, so they are few. */
public record ReviewHistory(List<ReviewChange> reviews) {
    static final ReviewHistory EMPTY = new ReviewHistory(List.of());

    ReviewHistory with(ReviewChange review) {
        List<ReviewChange> longer = new ArrayList<>(reviews);
        longer.add(review);
        longer.sort(ReviewChange.ORDER);
        return new ReviewHistory(longer);
    }

    ReviewHistory withoutThoseUntil(long millis) {
        return new ReviewHistory(new ArrayList<>(reviews.stream()
                .filter(review -> review.brokerTimeMillis() > millis)
                .toList()));
    }

    /** @return whether an alert was confirmed after a moment and not after another one */
    boolean confirmedWithin(long afterMillis, long untilMillis) {
        return reviews.stream()
                .anyMatch(review -> review.confirmed()
                        && review.brokerTimeMillis() > afterMillis
                        && review.brokerTimeMillis() <= untilMillis);
    }

    /**
     * @param atLeast how many alerts must have been reviewed
     * @return whether more than half of the alerts that were reviewed after a moment and not after another one were
     *     dismissed; of several reviews of an alert the newest counts
     */
    boolean disputedWithin(long afterMillis, long untilMillis, int atLeast) {
        Map<String, Boolean> newest = new HashMap<>();
        for (ReviewChange review : reviews) {
            if (review.brokerTimeMillis() > afterMillis && review.brokerTimeMillis() <= untilMillis) {
                newest.put(review.alertId(), review.confirmed());
            }
        }
        long dismissed =
                newest.values().stream().filter(confirmed -> !confirmed).count();
        return newest.size() >= atLeast && 2 * dismissed > newest.size();
    }
}
