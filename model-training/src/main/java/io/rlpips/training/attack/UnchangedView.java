package io.rlpips.training.attack;

/** Pictures that are the model's inputs already. */
record UnchangedView(int width, int height) implements InputView {
    @Override
    public void show(float[] picture, float[] inputs, int at) {
        System.arraycopy(picture, 0, inputs, at, picture.length);
    }

    @Override
    public float[] backwards(float[] gradient, float[] scratch) {
        return gradient;
    }
}
