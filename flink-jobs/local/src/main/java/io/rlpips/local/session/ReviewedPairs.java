package io.rlpips.local.session;

import io.rlpips.local.exchange.Arrival;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.ReadProgress;
import io.rlpips.local.exchange.Reader;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Disposition;
import io.rlpips.schemas.Review;
import io.rlpips.schemas.Subjects;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reviews and the alerts they are about. */
public final class ReviewedPairs {
    private ReviewedPairs() {}

    /**
     * What people found about an upload and a reference.
     *
     * @param review the newest of the alert
     */
    public record ReviewedPair(Alert alert, Review review) {}

    /**
     * All there are.
     *
     * @param pairs in the order in which their alerts were first reviewed
     * @param withoutAlert reviews whose alert is not on the broker, any more or at all, or is none: it answers a lookup
     */
    public record All(List<ReviewedPair> pairs, long withoutAlert) {}

    public static All read(Broker broker) {
        Map<String, Review> newest = new LinkedHashMap<>();
        try (Reader<Review> reviews = broker.readerFromStart(Subjects.REVIEWS)) {
            for (Arrival<Review> arrival : reviews.readToEnd()) {
                if (!arrival.tombstone()) {
                    newest.put(arrival.value().getAlertId(), arrival.value());
                }
            }
        }
        Map<String, Alert> alerts = alerts(broker, newest.keySet());
        List<ReviewedPair> pairs = newest.values().stream()
                .filter(review -> alerts.containsKey(review.getAlertId())
                        && alerts.get(review.getAlertId()).getDisposition() != Disposition.LOOKUP)
                .map(review -> new ReviewedPair(alerts.get(review.getAlertId()), review))
                .toList();
        return new All(pairs, newest.size() - pairs.size());
    }

    /** @return those of the alerts that are on the broker, by id */
    public static Map<String, Alert> alerts(Broker broker, Collection<String> alertIds) {
        Map<String, Alert> found = new HashMap<>();
        try (Reader<Alert> alerts = broker.readerFromStart(Subjects.ALERTS)) {
            alerts.visitUntil(
                    arrival -> {
                        if (alertIds.contains(arrival.key()) && !arrival.tombstone()) {
                            found.put(arrival.key(), arrival.value());
                        }
                        return found.size() == alertIds.size();
                    },
                    ReadProgress.NONE);
        }
        return found;
    }
}
