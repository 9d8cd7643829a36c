package io.rlpips.training.data;

import io.rlpips.metric.image.RgbImage;

/**
 * One picture of a data set.
 *
 * @param path where it stood in its folder or archive, with forward slashes
 * @param label index into {@link PictureSet#classes()}
 */
public record LabelledPicture(String path, int label, RgbImage picture) {}
