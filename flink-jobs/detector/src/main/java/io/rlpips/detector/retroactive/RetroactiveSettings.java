package io.rlpips.detector.retroactive;

import io.rlpips.detector.configuration.DetectorOptions;
import java.io.Serializable;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Which uploads are remembered, and when a reference's turn comes.
 *
 * @param windowMs how long an upload is remembered, in broker time
 * @param visibilityDelayMs an upload of broker time t sees the references of t less this
 * @param idlenessMs how much later a reference's turn comes while no uploads do: those on their way are waited for
 */
public record RetroactiveSettings(long windowMs, long visibilityDelayMs, long idlenessMs) implements Serializable {
    public static RetroactiveSettings of(ReadableConfig configuration) {
        return new RetroactiveSettings(
                DetectorOptions.retroactiveWindow(configuration).toMillis(),
                configuration.get(DetectorOptions.VISIBILITY_DELAY).toMillis(),
                configuration.get(DetectorOptions.UPLOAD_IDLENESS).toMillis());
    }

    /** @return broker time of the oldest upload that a reference of this moment is compared with */
    long oldestMillis(long fromMillis) {
        return fromMillis + visibilityDelayMs - windowMs;
    }
}
