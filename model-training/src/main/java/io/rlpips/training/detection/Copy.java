package io.rlpips.training.detection;

import io.rlpips.metric.image.RgbImage;
import java.util.List;

/**
 * What an attack starts from and what it has to do with, both as the model takes them.
 *
 * @param upload the picture that is perturbed
 * @param reference views of the picture that it is pushed away from or onto
 */
record Copy(RgbImage upload, List<RgbImage> reference) {}
