package io.rlpips.detector.replay;

import io.rlpips.detector.read.Coordinates;
import io.rlpips.detector.register.EmbedOrder;

/**
 * Fingerprints to be made, or ended, as of a moment of the past.
 *
 * @param at the fingerprints record that they take the place of; its offset counts the changes of the reference
 * @param brokerTimeMillis from when on they count
 */
public record ReembedOrder(EmbedOrder order, Coordinates at, long brokerTimeMillis) {}
