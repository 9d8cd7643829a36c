package io.rlpips.detector.register;

/**
 * A record for the fingerprints topic.
 *
 * @param key text of an {@link io.rlpips.schemas.FingerprintKey}
 * @param tombstone whether the value is null; then {@code value} is empty
 * @param value in single-object encoding
 */
public record FingerprintUpdate(String key, boolean tombstone, byte[] value) {}
