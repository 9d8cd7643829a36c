package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.Seeds;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Drawn pictures as attacks take them. */
final class TestBatches {
    private TestBatches() {}

    /** @return [count, 3, side, side] in [0, 1] */
    static NDArray pictures(NDManager manager, int count, int side, long seed) {
        return StoredPictures.samples(manager, DrawnPictures.several(count, side, seed));
    }

    static Neighbourhood neighbourhood(NDArray originals, Budget budget, long seed) {
        SplittableRandom[] dice = IntStream.range(0, (int) originals.getShape().get(0))
                .mapToObj(row -> Seeds.stream(seed, row))
                .toArray(SplittableRandom[]::new);
        return new Neighbourhood(originals.getManager(), originals, budget, dice);
    }

    static Budget budget(Budget.Norm norm, double factor) {
        return new Budget(norm, factor * (norm == Budget.Norm.L_INF ? 4 / 255.0 : 0.5));
    }

    /** @return how far each picture was moved */
    static float[] sizes(Budget.Norm norm, NDArray perturbed, NDArray originals) {
        NDArray change =
                perturbed.sub(originals).reshape(new Shape(originals.getShape().get(0), -1));
        return (norm == Budget.Norm.L_INF
                        ? change.abs().max(new int[] {1})
                        : change.square().sum(new int[] {1}).sqrt())
                .toFloatArray();
    }
}
