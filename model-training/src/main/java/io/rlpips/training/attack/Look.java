package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * What an attack found where it looked. Arrays belong to the manager of the step and are not written to.
 *
 * @param points [N, 3, H, W]: where
 * @param values of the objective there
 * @param gradients of the objective there, [N, 3, H, W]; zeros for attacks that do without
 * @param best [N, 3, H, W]: the best points of the run so far, this look included
 * @param bestValues of the objective at the best points
 * @param improved whether this look is the best so far, per picture
 */
public record Look(
        NDArray points, float[] values, NDArray gradients, NDArray best, float[] bestValues, boolean[] improved) {

    /** @return the manager of the step */
    public NDManager step() {
        return points.getManager();
    }
}
