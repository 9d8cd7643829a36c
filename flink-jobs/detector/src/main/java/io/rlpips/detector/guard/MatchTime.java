package io.rlpips.detector.guard;

import io.rlpips.schemas.Alert;

/** When a match counts, in broker time: with its upload, or when that was read again for a reference that came later. */
final class MatchTime {
    private MatchTime() {}

    static long of(Alert match) {
        return match.getRetroactive() ? match.getRecheckBrokerTimeMillis() : match.getUploadBrokerTimeMillis();
    }
}
