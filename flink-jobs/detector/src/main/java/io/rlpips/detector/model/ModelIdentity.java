package io.rlpips.detector.model;

import java.io.Serializable;

/**
 * @param modelId as the bundle's manifest names it
 * @param modelHash what its fingerprints depend on; 64 lower-case hexadecimal digits
 * @param projectionHash what its compact rows depend on besides, likewise; empty where it has no search projection
 */
public record ModelIdentity(String modelId, String modelHash, String projectionHash) implements Serializable {}
