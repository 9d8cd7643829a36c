package io.rlpips.training.registry;

import java.util.Optional;

/**
 * Named contents that are created once and, where that is allowed for, replaced as one. Paths are relative, with forward
 * slashes. Failures to reach the store are {@link io.rlpips.metric.failure.RlpipsException} FETCH_FAILED.
 */
interface ObjectStore {
    /**
     * A content as it was found.
     *
     * @param version changes with the content; for {@link #replace}
     */
    record Found(byte[] content, String version) {}

    Optional<Found> read(String path);

    /** @return false if there is something at the path already, which stays as it is */
    boolean create(String path, byte[] content);

    /** @return false if the content is no longer of that version, and stays as it is */
    boolean replace(String path, byte[] content, String version);

    /** @return where others find what is at the path */
    String location(String path);
}
