package io.rlpips.training.detection;

import io.rlpips.metric.image.RgbImage;

/**
 * A decoded picture and where it came from.
 *
 * @param name its path inside its folder or archive
 */
public record NamedPicture(String name, RgbImage picture) {}
