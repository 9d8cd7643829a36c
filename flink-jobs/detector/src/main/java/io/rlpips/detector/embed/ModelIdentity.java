package io.rlpips.detector.embed;

import java.io.Serializable;

/**
 * @param modelId as the bundle's manifest names it
 * @param modelHash what its fingerprints depend on; 64 lower-case hexadecimal digits
 */
public record ModelIdentity(String modelId, String modelHash) implements Serializable {}
