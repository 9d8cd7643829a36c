package io.rlpips.detector.guard;

import io.rlpips.detector.configuration.DetectorOptions;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.configuration.ReadableConfig;

/**
 * What holds where a policy says nothing.
 *
 * @param floodLimitPerHour matches of one reference within an hour above which it is quarantined; 0 for no limit
 * @param repeatWindowMs how long after an alert the same content only repeats it; 0 for never
 * @param disputeReviews alerts that must have been reviewed before a reference can be disputed
 * @param matchMemoryMs how long a match is remembered, so that no later version of the reference matches the upload again;
 *     0 where none is looked for
 * @param horizonMs how long after a reference ended what is known of it is kept
 */
public record GuardSettings(
        int floodLimitPerHour, long repeatWindowMs, int disputeReviews, long matchMemoryMs, long horizonMs)
        implements Serializable {
    public static GuardSettings of(ReadableConfig configuration) {
        return new GuardSettings(
                configuration.get(DetectorOptions.FLOOD_LIMIT),
                configuration.get(DetectorOptions.REPEAT_WINDOW).toMillis(),
                configuration.get(DetectorOptions.DISPUTE_REVIEWS),
                matchMemory(configuration).toMillis(),
                configuration.get(DetectorOptions.REPLAY_HORIZON).toMillis());
    }

    /** As long as the upload, and as long again as it may lag behind. */
    private static Duration matchMemory(ReadableConfig configuration) {
        Duration window = DetectorOptions.retroactiveWindow(configuration);
        return window.isZero() ? Duration.ZERO : window.plus(configuration.get(DetectorOptions.HISTORY));
    }
}
