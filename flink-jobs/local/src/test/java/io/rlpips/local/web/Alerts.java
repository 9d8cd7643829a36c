package io.rlpips.local.web;

import io.rlpips.local.exchange.Arrival;
import io.rlpips.local.exchange.Position;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.BrokerPosition;
import io.rlpips.schemas.Review;
import io.rlpips.schemas.ReviewDecision;

/** Alerts for tests. */
final class Alerts {
    private Alerts() {}

    /** @param number makes ids and places */
    static Alert.Builder alert(int number) {
        return Alert.newBuilder()
                .setAlertId("a" + number)
                .setUpload(new BrokerPosition("uploads", 0, (long) number))
                .setUploadId("upload-" + number)
                .setReferenceId("reference-" + number)
                .setReference(new BrokerPosition("references", 0, (long) number))
                .setDistance(0.05)
                .setThreshold(0.1)
                .setMargin(0.05)
                .setModelId("model");
    }

    static Arrival<Alert> arrival(long brokerTimeMillis, Alert alert) {
        return new Arrival<>(new Position("alerts", 0, brokerTimeMillis), alert.getAlertId(), brokerTimeMillis, alert);
    }

    static Review review(String alertId, ReviewDecision decision) {
        return Review.newBuilder()
                .setAlertId(alertId)
                .setReferenceId("reference")
                .setDecision(decision)
                .setReviewer("me")
                .build();
    }
}
