package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;

/** Looks for the perturbation within a budget under which an objective is largest. Immutable and thread-safe. */
public interface Attack {
    /**
     * @param originals float32 [N, 3, H, W] in [0, 1], RGB
     * @param seed of every random choice; a picture's depend on it and on the picture's row
     * @return the perturbed pictures, within the budget of the originals and in [0, 1]; belong to the manager of
     *     {@code originals}
     */
    NDArray perturb(NDArray originals, Objective objective, Budget budget, long seed);
}
