package io.rlpips.training.attack;

/**
 * The derivative of the objective at a point of one picture. What is kept has the size of the model's input; for a
 * picture of another size it is taken back to its samples where it is wanted.
 */
public final class Slope {
    private final InputView view;
    private final float[] atInput;
    private final float[] scratch;

    /**
     * @param atInput with respect to the model's input
     * @param scratch of a picture's size, which all slopes of a run share
     */
    Slope(InputView view, float[] atInput, float[] scratch) {
        this.view = view;
        this.atInput = atInput;
        this.scratch = scratch;
    }

    /** @return [3, H, W], with respect to the picture; not to be written to, good until a run's next slope is asked */
    public float[] samples() {
        return view.backwards(atInput, scratch);
    }
}
