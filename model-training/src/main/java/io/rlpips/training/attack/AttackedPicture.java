package io.rlpips.training.attack;

import io.rlpips.metric.image.RgbImage;

/**
 * A perturbed picture as it would be uploaded.
 *
 * @param picture the size of the original, 8 bits a sample, within the budget of the original
 * @param distanceBefore perceptual distance of the original to what is attacked: 0 for a copy, that of the target for a
 *     picture that is to be taken for it; both have gone the detector's way to the model
 * @param distance the same of the perturbed picture
 * @param reached whether that lies beyond the threshold (evasion) or within it (framing)
 * @param looks how often the attack asked for its objective; see {@link CampaignResult.Outcome}
 */
public record AttackedPicture(RgbImage picture, double distanceBefore, double distance, boolean reached, long looks) {}
