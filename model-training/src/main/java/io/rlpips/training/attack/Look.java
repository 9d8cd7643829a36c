package io.rlpips.training.attack;

import java.util.Optional;

/**
 * What an attack on one picture found where it looked. Arrays are [3, H, W] and not to be written to; they are good for
 * this look alone.
 *
 * @param point where
 * @param value of the objective there
 * @param slope of the objective there, which may be kept; for attacks that use gradients
 * @param previous where the step to this point began; the point itself at the start
 * @param best the best point of the run so far, this look included
 * @param bestValue of the objective at the best point
 * @param improved whether this look is the best so far
 */
public record Look(
        float[] point,
        float value,
        Optional<Slope> slope,
        float[] previous,
        float[] best,
        float bestValue,
        boolean improved) {

    /** @return the derivative of the objective at the point, [3, H, W]; not to be written to, good for this look alone */
    float[] gradient() {
        return slope.orElseThrow().samples();
    }
}
