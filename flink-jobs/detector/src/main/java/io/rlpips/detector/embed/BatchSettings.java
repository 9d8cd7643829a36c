package io.rlpips.detector.embed;

import io.rlpips.detector.configuration.DetectorOptions;
import java.io.Serializable;
import org.apache.flink.configuration.ReadableConfig;

/**
 * @param size records embedded at once, at most
 * @param lingerMs how long the first of a batch waits for others
 * @param threads inference threads of a task
 * @param background whether these give way to others
 */
public record BatchSettings(int size, long lingerMs, int threads, boolean background) implements Serializable {
    public static BatchSettings of(ReadableConfig configuration) {
        return new BatchSettings(
                configuration.get(DetectorOptions.BATCH_SIZE),
                configuration.get(DetectorOptions.LINGER).toMillis(),
                configuration.get(DetectorOptions.INFERENCE_THREADS),
                false);
    }

    /** @return the same, for work that may wait */
    public BatchSettings givingWay() {
        return new BatchSettings(size, lingerMs, threads, true);
    }
}
