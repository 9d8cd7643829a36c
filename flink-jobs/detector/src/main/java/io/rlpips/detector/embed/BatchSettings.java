package io.rlpips.detector.embed;

import io.rlpips.detector.configuration.DetectorOptions;
import java.io.Serializable;
import org.apache.flink.configuration.ReadableConfig;

/**
 * @param size records embedded at once, at most
 * @param lingerMs how long the first of a batch waits for others
 * @param threads inference threads of a task
 */
public record BatchSettings(int size, long lingerMs, int threads) implements Serializable {
    public static BatchSettings of(ReadableConfig configuration) {
        return new BatchSettings(
                configuration.get(DetectorOptions.BATCH_SIZE),
                configuration.get(DetectorOptions.LINGER).toMillis(),
                configuration.get(DetectorOptions.INFERENCE_THREADS));
    }
}
