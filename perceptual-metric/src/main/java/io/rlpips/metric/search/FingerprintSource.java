package io.rlpips.metric.search;

import java.util.List;

/** Where the whole fingerprints of rows come from when the compact rows cannot decide: memory, or the pictures again. */
@FunctionalInterface
public interface FingerprintSource {
    /**
     * @param rows all different; each was added to the index that asks and not forgotten since
     * @return one a row, in the same order; the same numbers whenever they are asked for
     */
    List<float[]> fingerprints(List<RowKey> rows);
}
