package io.rlpips.local.bench;

import io.rlpips.schemas.Verdict;
import java.util.Optional;

/**
 * What was decided about an upload and when, as far as figures need it.
 *
 * @param upload its number
 * @param bestReferenceId nearest reference where it matched
 * @param brokerTimeMillis when the broker took the upload
 * @param decidedMillis from then until the detector decided
 * @param deliveredMillis from then until a consumer had the verdict
 */
record Decided(
        int upload, Optional<String> bestReferenceId, long brokerTimeMillis, long decidedMillis, long deliveredMillis) {
    static Decided of(Verdict verdict, long nowMillis) {
        return new Decided(
                PipelineUploads.number(verdict.getUploadId()),
                Optional.ofNullable(verdict.getBestReferenceId()),
                verdict.getUploadBrokerTimeMillis(),
                verdict.getWallClock().getLatencyMillis(),
                nowMillis - verdict.getUploadBrokerTimeMillis());
    }
}
