package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Where an attack on a batch may go: the originals, the ball around each, the valid range; and its dice, one a picture,
 * so that what happens to a picture does not depend on the batch it is in. Belongs to one run and its thread.
 */
public final class Neighbourhood {
    private final NDManager owner;
    private final Budget budget;
    private final Held originals;
    private final long[] pictureShape;
    private SplittableRandom[] dice;

    /**
     * @param owner frees what is kept from step to step
     * @param originals [N, 3, H, W] in [0, 1]
     * @param dice one a picture
     */
    Neighbourhood(NDManager owner, NDArray originals, Budget budget, SplittableRandom[] dice) {
        Shape shape = originals.getShape();
        if (shape.dimension() != 4 || shape.get(1) != 3 || shape.get(0) != dice.length) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "attack on pictures of shape %s with %d random streams, needs [N, 3, H, W] and N of them"
                            .formatted(shape, dice.length));
        }
        this.owner = owner;
        this.budget = budget;
        this.originals = new Held(owner, originals);
        this.pictureShape = shape.getShape().clone();
        this.dice = dice.clone();
    }

    public Budget budget() {
        return budget;
    }

    /** @return the manager of what a search keeps from step to step */
    public NDManager owner() {
        return owner;
    }

    /** @return how many pictures are still attacked */
    public int pictures() {
        return dice.length;
    }

    public int width() {
        return (int) pictureShape[3];
    }

    public int height() {
        return (int) pictureShape[2];
    }

    /** @return [N, 3, H, W] */
    public Shape shape() {
        return new Shape(pictures(), 3, height(), width());
    }

    /** @return the random stream of a row of the batch */
    public SplittableRandom dice(int row) {
        return dice[row];
    }

    /** @return [N, 3, H, W] in [0, 1], a handle that belongs to the step */
    public NDArray originals(NDManager step) {
        return originals.in(step);
    }

    /** @return the nearest points inside the ball and the range, or ones between those and the originals */
    public NDArray project(NDArray candidates) {
        return budget.project(candidates, originals.in(candidates.getManager()));
    }

    /** @return a point drawn inside each ball, clipped to the range */
    public NDArray randomPoint(NDManager step) {
        int samples = 3 * height() * width();
        float[] noise = new float[pictures() * samples];
        for (int row = 0; row < pictures(); row++) {
            budget.fillWithNoise(dice[row], noise, row * samples, samples);
        }
        return step.create(noise, shape()).addi(originals.in(step)).clip(0, 1);
    }

    void keep(int[] rows) {
        originals.keep(rows);
        dice = Arrays.stream(rows).mapToObj(row -> dice[row]).toArray(SplittableRandom[]::new);
    }
}
