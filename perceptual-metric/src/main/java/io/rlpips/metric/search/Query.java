package io.rlpips.metric.search;

/**
 * What is looked for.
 *
 * @param fingerprint as many floats as the index has dimensions; not written to
 * @param radius largest distance that counts, inclusive; at least 0
 * @param asOf only rows whose {@link Validity} contains this moment are seen
 */
public record Query(float[] fingerprint, double radius, long asOf) {}
