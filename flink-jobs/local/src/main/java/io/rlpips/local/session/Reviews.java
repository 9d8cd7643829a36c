package io.rlpips.local.session;

import io.rlpips.local.exchange.Position;
import io.rlpips.local.exchange.Sender;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Disposition;
import io.rlpips.schemas.Review;
import io.rlpips.schemas.ReviewDecision;
import io.rlpips.schemas.Subjects;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What tells the detector, and everybody else, what a person found about alerts. */
public final class Reviews {
    private Reviews() {}

    /**
     * @param decision CONFIRMED or DISMISSED
     * @param reviewer who found it; empty for nobody named
     * @param nowMillis by the reviewer's clock
     * @throws RlpipsException INVALID_ARGUMENT where nobody uploaded what the alert is about
     */
    public static Review of(Alert alert, ReviewDecision decision, String reviewer, String note, long nowMillis) {
        if (alert.getDisposition() == Disposition.LOOKUP) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "alert '%s' answers a lookup: nobody uploaded the picture, so there is nothing to review"
                            .formatted(alert.getAlertId()));
        }
        return Review.newBuilder()
                .setAlertId(alert.getAlertId())
                .setReferenceId(alert.getReferenceId())
                .setDecision(decision)
                .setReviewer(reviewer)
                .setReviewedAtMillis(nowMillis)
                .setNote(note)
                .build();
    }

    /** Waits until the broker has them. @throws RlpipsException FETCH_FAILED when it does not take them */
    public static void send(Sender sender, List<Review> reviews) {
        List<CompletableFuture<Position>> places = reviews.stream()
                .map(review -> sender.send(Subjects.REVIEWS, review.getAlertId(), review))
                .toList();
        try {
            places.forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            throw new RlpipsException(
                    FailureCategory.FETCH_FAILED,
                    "the broker did not take a review: " + e.getCause().getMessage(),
                    e);
        }
    }
}
