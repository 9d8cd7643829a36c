package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import io.rlpips.metric.engine.Tensors;

/**
 * Steps of one length along the direction in which the objective rises fastest under the norm, each followed by a
 * projection. With momentum (Dong et al. 2018) the direction is that of the running sum of gradients, each scaled to a
 * sum of magnitudes of one.
 */
final class SteepestSearch implements Search {
    private static final float TINY = 1e-12f;

    private final Neighbourhood neighbourhood;
    private final double stepLength;
    private final double momentum;
    private final Held direction;

    /**
     * @param stepLength in pixel units
     * @param momentum share of the last direction that is kept; 0 for none
     */
    SteepestSearch(Neighbourhood neighbourhood, double stepLength, double momentum) {
        this.neighbourhood = neighbourhood;
        this.stepLength = stepLength;
        this.momentum = momentum;
        NDArray none = neighbourhood.owner().zeros(neighbourhood.shape());
        this.direction = new Held(neighbourhood.owner(), none);
        none.close();
    }

    @Override
    public NDArray next(Look look) {
        NDArray towards = momentum == 0 ? look.gradients() : turned(look);
        NDArray move = neighbourhood.budget().norm().steepest(towards).muli(stepLength);
        return neighbourhood.project(move.addi(look.points()));
    }

    @Override
    public void keep(int[] rows) {
        direction.keep(rows);
    }

    private NDArray turned(Look look) {
        NDArray gradients = look.gradients();
        NDArray magnitude = gradients.abs().sum(new int[] {1, 2, 3}, true).add(TINY);
        NDArray turned = Tensors.times(direction.in(look.step()), momentum).addi(gradients.div(magnitude));
        direction.set(turned);
        return turned;
    }
}
