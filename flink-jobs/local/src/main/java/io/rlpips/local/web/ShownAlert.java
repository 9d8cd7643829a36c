package io.rlpips.local.web;

import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Review;
import java.util.List;
import java.util.Optional;

/**
 * An alert as the page shows it.
 *
 * @param key what a later state of the same thing replaces: the alert, or the reference in quarantine
 * @param place broker time, partition and offset of its record: the greater one is the newer
 * @param repeats how often the content came, the alert included
 * @param matchesWithinHour of the reference, beside the limit
 * @param review the newest there is
 */
record ShownAlert(
        String key,
        List<Long> place,
        String alertId,
        String disposition,
        String severity,
        String uploadId,
        String tenant,
        int uploadWidth,
        int uploadHeight,
        String uploadView,
        String referenceId,
        String bank,
        String referenceView,
        double distance,
        double threshold,
        List<Double> layerDistances,
        String modelId,
        long uploadedAtMillis,
        int repeats,
        boolean disputed,
        boolean retroactive,
        int matchesWithinHour,
        Optional<Integer> floodLimitPerHour,
        Optional<Found> review) {
    /** What a person found. */
    record Found(String decision, String reviewer, long atMillis, String note) {
        static Found of(Review review) {
            return new Found(
                    review.getDecision().name(), review.getReviewer(), review.getReviewedAtMillis(), review.getNote());
        }
    }

    static ShownAlert of(String key, List<Long> place, Alert alert, int repeats, Optional<Review> review) {
        return new ShownAlert(
                key,
                place,
                alert.getAlertId(),
                alert.getDisposition().name(),
                alert.getSeverity().name(),
                alert.getUploadId(),
                alert.getTenant(),
                alert.getUploadWidth(),
                alert.getUploadHeight(),
                alert.getUploadView(),
                alert.getReferenceId(),
                alert.getBank(),
                alert.getReferenceView(),
                alert.getDistance(),
                alert.getThreshold(),
                List.copyOf(alert.getLayerDistances()),
                alert.getModelId(),
                alert.getUploadBrokerTimeMillis(),
                repeats,
                alert.getDisputed(),
                alert.getRetroactive(),
                alert.getMatchesWithinHour(),
                Optional.ofNullable(alert.getFloodLimitPerHour()),
                review.map(Found::of));
    }
}
