package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.Tensors;

/** An array [N, ...] that outlives the step it was made in. The numbers of an array are never written to. */
final class Held {
    private final NDManager owner;
    private NDArray value;

    /** @param owner frees what is held; {@code value} stays the caller's, its numbers are shared */
    Held(NDManager owner, NDArray value) {
        this.owner = owner;
        this.value = Tensors.sharedWith(owner, value);
    }

    /** @return a handle whose results belong to the step */
    NDArray in(NDManager step) {
        return Tensors.sharedWith(step, value);
    }

    /** Holds the numbers of {@code next} from now on; the handle stays the caller's. */
    void set(NDArray next) {
        NDArray before = value;
        value = Tensors.sharedWith(owner, next);
        before.close();
    }
}
