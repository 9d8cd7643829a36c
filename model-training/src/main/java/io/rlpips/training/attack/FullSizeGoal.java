package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.Tensors;

/**
 * A goal for pictures at the model's input, pursued with pictures of any size: the resizes become part of the way that
 * gradients go. Stored pictures are measured with the rounding of the resizes, as the detector would.
 */
record FullSizeGoal(Goal atInput, CanonicalView through) implements Goal {
    @Override
    public int pictures() {
        return atInput.pictures();
    }

    @Override
    public InputView view(int width, int height) {
        return through.another();
    }

    @Override
    public Objective objective(NDManager owner, int[] pictures) {
        return atInput.objective(owner, pictures);
    }

    @Override
    public boolean reachedBy(float value) {
        return atInput.reachedBy(value);
    }

    @Override
    public double distance(float value) {
        return atInput.distance(value);
    }

    @Override
    public float[] measure(NDArray candidates, int[] pictures) {
        try (NDManager scratch = candidates.getManager().newSubManager()) {
            return atInput.measure(through.exactly(Tensors.sharedWith(scratch, candidates)), pictures);
        }
    }
}
