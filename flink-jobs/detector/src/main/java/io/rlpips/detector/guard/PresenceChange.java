package io.rlpips.detector.guard;

import io.rlpips.detector.match.ReferenceChange;

/**
 * A record of the fingerprints topic, as far as the guard has to know: whether a model's fingerprints of a reference
 * stand from its broker time on.
 *
 * @param removed whether they do not
 */
public record PresenceChange(String referenceId, String modelId, boolean removed, long brokerTimeMillis) {
    static PresenceChange of(ReferenceChange change) {
        return new PresenceChange(
                change.referenceId(), change.model().modelId(), change.removed(), change.brokerTimeMillis());
    }
}
