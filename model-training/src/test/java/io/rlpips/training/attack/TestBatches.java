package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.Seeds;
import java.util.List;
import java.util.function.BiConsumer;

/** Drawn pictures as attacks take them. */
final class TestBatches {
    private TestBatches() {}

    /** @return [count, 3, side, side] in [0, 1] */
    static NDArray pictures(NDManager manager, int count, int side, long seed) {
        return StoredPictures.samples(manager, DrawnPictures.several(count, side, seed));
    }

    /** @return a point drawn inside the ball of each, in the manager of the originals */
    static NDArray randomPoints(NDArray originals, Budget budget, long seed) {
        return each(originals, budget, seed, originals, Neighbourhood::randomPoint);
    }

    /** @return the nearest points inside the balls and the valid range, in the manager of the originals */
    static NDArray projected(NDArray points, NDArray originals, Budget budget) {
        return each(originals, budget, 0, points, Neighbourhood::project);
    }

    private static NDArray each(
            NDArray originals, Budget budget, long seed, NDArray points, BiConsumer<Neighbourhood, float[]> moving) {
        int height = (int) originals.getShape().get(2);
        int width = (int) originals.getShape().get(3);
        List<float[]> all = Rows.split(originals);
        List<float[]> moved = Rows.split(points);
        for (int row = 0; row < moved.size(); row++) {
            moving.accept(
                    new Neighbourhood(budget, width, height, all.get(row), Seeds.stream(seed, row)), moved.get(row));
        }
        return Rows.together(originals.getManager(), moved, originals.getShape());
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
