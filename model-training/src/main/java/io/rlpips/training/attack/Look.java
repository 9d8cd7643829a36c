package io.rlpips.training.attack;

/**
 * What an attack on one picture found where it looked. Arrays are [3, H, W] and not to be written to; they are good for
 * this look alone.
 *
 * @param point where
 * @param value of the objective there
 * @param slope of the objective there, which may be kept; null for attacks that do without
 * @param previous where the step to this point began; null at the start
 * @param best the best point of the run so far, this look included
 * @param bestValue of the objective at the best point
 * @param improved whether this look is the best so far
 */
public record Look(
        float[] point, float value, Slope slope, float[] previous, float[] best, float bestValue, boolean improved) {}
