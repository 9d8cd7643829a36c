package io.rlpips.training.attack;

/**
 * How the samples of a picture become those of the model's input: a linear map, so gradients go back through its
 * transpose. Belongs to one thread.
 */
public interface InputView {
    /** @return columns of the input */
    int width();

    /** @return rows of the input */
    int height();

    /** @return samples of the input */
    default int samples() {
        return 3 * width() * height();
    }

    /**
     * @param picture [3, H, W]
     * @param inputs written from {@code at} on, [3, {@link #height}, {@link #width}]
     */
    void show(float[] picture, float[] inputs, int at);

    /**
     * The derivative with respect to the picture.
     *
     * @param gradient with respect to the input, [3, {@link #height}, {@link #width}]
     * @param scratch as long as a picture; may be written over
     * @return [3, H, W]: the scratch array, or the gradient itself where nothing is to be done
     */
    float[] backwards(float[] gradient, float[] scratch);
}
