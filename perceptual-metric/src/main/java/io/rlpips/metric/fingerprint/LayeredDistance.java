package io.rlpips.metric.fingerprint;

import java.util.List;

/**
 * A distance and where it comes from.
 *
 * @param distance at least 0; the sum of the layers
 * @param layers contribution of each tap, first tap first
 */
public record LayeredDistance(double distance, List<Double> layers) {}
