package io.rlpips.detector.embed;

import io.rlpips.detector.configuration.DetectorOptions;
import java.io.Serializable;
import org.apache.flink.configuration.ReadableConfig;

/**
 * @param size records embedded at once, at most
 * @param lingerMs how long the first of a batch waits for others
 * @param threads inference threads of a task
 * @param background whether these give way to others
 * @param modelIdleMs how long before the last use of any model one may have been used last and stays open
 */
public record BatchSettings(int size, long lingerMs, int threads, boolean background, long modelIdleMs)
        implements Serializable {
    private static final int LONGER = 4;

    public static BatchSettings of(ReadableConfig configuration) {
        return new BatchSettings(
                configuration.get(DetectorOptions.BATCH_SIZE),
                configuration.get(DetectorOptions.LINGER).toMillis(),
                configuration.get(DetectorOptions.INFERENCE_THREADS),
                false,
                configuration.get(DetectorOptions.HISTORY).toMillis());
    }

    /**
     * For work that may wait, in batches half as large: with little of the processors each takes long, and so does what
     * comes alone behind those of a bulk, and a barrier that waits for them. That they are no smaller either is waited for
     * longer: the weights of the network are read for each anew.
     */
    public BatchSettings givingWay() {
        return new BatchSettings(Math.max(1, size / 2), LONGER * lingerMs, threads, true, modelIdleMs);
    }

    /** @return how many batches may be under way; beyond those at work only where a thread must not wait for its next */
    int underWay() {
        return background ? threads : 2 * threads;
    }
}
