package io.rlpips.training.attack;

import io.rlpips.metric.image.RgbImage;

/**
 * A perturbed picture as it would be uploaded.
 *
 * @param picture the size of the original, samples within the budget of it
 * @param epsilon the budget: largest change of a sample in [0, 1]
 * @param distance perceptual distance to the original after both have gone the detector's way to the model
 */
public record AttackedPicture(RgbImage picture, double epsilon, double distance) {}
