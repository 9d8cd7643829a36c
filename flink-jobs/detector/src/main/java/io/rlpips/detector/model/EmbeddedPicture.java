package io.rlpips.detector.model;

import io.rlpips.metric.projection.CompactRow;
import java.util.Optional;

/**
 * What a model makes of a picture.
 *
 * @param fingerprint whole; not written to
 * @param compact the same through the model's search projection; empty where the model has none
 */
public record EmbeddedPicture(float[] fingerprint, Optional<CompactRow> compact) {}
