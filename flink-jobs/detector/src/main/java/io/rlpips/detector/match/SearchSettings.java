package io.rlpips.detector.match;

import io.rlpips.detector.configuration.DetectorOptions;
import java.io.Serializable;
import org.apache.flink.configuration.ReadableConfig;

/**
 * How a shard searches.
 *
 * @param batchSize uploads searched at once, at most: one product serves them all
 * @param lingerMs how long the first of them waits for others; 0 for not at all
 * @param cachedFingerprints how many whole fingerprints of references are kept for the next search
 * @param candidates rows that an approximate search asks its graph for by a query; 0 for the exact search
 * @param exactNearest whether the nearest reference is found also where none lies within the radius
 */
public record SearchSettings(int batchSize, long lingerMs, int cachedFingerprints, int candidates, boolean exactNearest)
        implements Serializable {
    public static SearchSettings of(ReadableConfig configuration) {
        return new SearchSettings(
                configuration.get(DetectorOptions.SEARCH_BATCH_SIZE),
                configuration.get(DetectorOptions.SEARCH_LINGER).toMillis(),
                configuration.get(DetectorOptions.CACHED_FINGERPRINTS),
                configuration.get(DetectorOptions.SEARCH_INDEX) == DetectorOptions.SearchIndex.APPROXIMATE
                        ? configuration.get(DetectorOptions.SEARCH_CANDIDATES)
                        : 0,
                configuration.get(DetectorOptions.EXACT_NEAREST));
    }
}
