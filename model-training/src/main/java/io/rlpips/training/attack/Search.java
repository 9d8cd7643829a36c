package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * One run of an attack on a batch of pictures: says where to look, is told what was found there, says where to look
 * next. It never asks for the objective itself, so whoever drives it decides what a look costs, counts the looks, and
 * drops pictures that need no more. What it keeps from step to step belongs to {@link Neighbourhood#owner()}. Belongs to
 * one thread.
 */
public interface Search {
    /** @return where to look first when nothing better is known: a random point, unless the attack has its own */
    default NDArray start(NDManager step, Neighbourhood neighbourhood) {
        return neighbourhood.randomPoint(step);
    }

    /**
     * @param look what was found at the points asked for last; its arrays belong to the manager of the step
     * @return where to look next, [N, 3, H, W], inside the ball and the range; belongs to the step
     */
    NDArray next(Look look);

    /** Forgets all pictures but those of these rows. The neighbourhood has done so already. */
    void keep(int[] rows);
}
