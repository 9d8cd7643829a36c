package io.rlpips.detector.guard;

import io.rlpips.detector.match.ReferenceChange;
import java.util.List;

/**
 * What the guard learns of a reference besides its matches.
 *
 * @param reviews of its alerts; one or none
 * @param presence whether its fingerprints stand; one or none
 */
public record GuardNews(String referenceId, List<ReviewChange> reviews, List<PresenceChange> presence) {
    public static GuardNews of(ReviewChange review) {
        return new GuardNews(review.referenceId(), List.of(review), List.of());
    }

    public static GuardNews of(ReferenceChange change) {
        return of(PresenceChange.of(change));
    }

    static GuardNews of(PresenceChange change) {
        return new GuardNews(change.referenceId(), List.of(), List.of(change));
    }
}
