package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.engine.Tensors;

/** What a campaign wants of each of its pictures, and when it has got there. Thread-safe. */
public interface Goal {
    /** @return how many pictures there is a goal for */
    int pictures();

    /**
     * How the model is shown pictures of the campaign; as they are, unless the goal says otherwise.
     *
     * @param width of a picture
     * @param height of a picture
     * @return a new one, the caller's
     */
    default InputView view(int width, int height) {
        return new UnchangedView(width, height);
    }

    /**
     * The objective of some of the pictures, of what the model is shown of them.
     *
     * @param owner of whatever the objective holds
     * @param pictures numbers of pictures of the campaign; row i of what the objective is asked about is picture
     *     {@code pictures[i]}
     */
    Objective objective(NDManager owner, int[] pictures);

    /** @return whether a picture of this objective value needs no more attacking */
    boolean reachedBy(float value);

    /** @return the perceptual distance that a value of the objective stands for */
    double distance(float value);

    /**
     * What pictures as they will be stored are worth. The same as the objective, unless the way to the model does
     * something to stored pictures that has no derivative.
     *
     * @param candidates [N, 3, H, W] in [0, 1], multiples of 1/255
     * @return values of the objective, [N]
     */
    default float[] measure(NDArray candidates, int[] pictures) {
        try (NDManager scratch = candidates.getManager().newSubManager()) {
            Objective objective = objective(scratch, pictures);
            return Gradients.withoutRecording(
                    () -> objective.of(Tensors.sharedWith(scratch, candidates)).toFloatArray());
        }
    }
}
