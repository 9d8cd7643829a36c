package io.rlpips.training.data;

import io.rlpips.metric.image.RgbImage;

/**
 * One picture without a label.
 *
 * @param path where it stood in its folder or archive, with forward slashes
 */
public record NamedPicture(String path, RgbImage picture) {}
