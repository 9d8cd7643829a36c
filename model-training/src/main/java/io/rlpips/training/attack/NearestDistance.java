package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.engine.Tensors;

/**
 * The distance to the nearest of several fingerprints a picture. Which one is nearest is found without recording, from
 * inner products; the distance is then taken by direct difference, so neither cancellation nor the other views cost
 * anything in the backward pass. The gradient of a minimum is that of the nearest.
 */
final class NearestDistance implements Objective {
    private final Lpips metric;
    private final NDArray flat;
    private final NDArray transposed;
    private final NDArray squares;
    private final int views;

    /** @param fingerprints float32 [N, V, D]; what is computed from them stays with their manager */
    NearestDistance(Lpips metric, NDArray fingerprints) {
        Shape shape = fingerprints.getShape();
        this.metric = metric;
        this.views = Math.toIntExact(shape.get(1));
        this.flat = fingerprints.reshape(shape.get(0) * views, shape.get(2));
        this.transposed = fingerprints.transpose(0, 2, 1);
        this.squares = fingerprints.square().sum(new int[] {2});
    }

    @Override
    public NDArray of(NDArray pictures) {
        NDArray fingerprint = metric.fingerprint(PixelScale.tensor(pictures));
        NDArray nearest = views == 1 ? flat : nearest(fingerprint);
        return fingerprint.sub(nearest).square().sum(new int[] {1});
    }

    /** |b|^2 - 2 a b orders the views as the distance does. */
    private NDArray nearest(NDArray fingerprint) {
        return Gradients.withoutRecording(() -> {
            NDManager step = fingerprint.getManager();
            NDArray products = fingerprint.expandDims(1).matMul(transposed).squeeze(1);
            long[] views = Tensors.times(products, -2).add(squares).argMin(1).toLongArray();
            int[] rows = new int[views.length];
            for (int row = 0; row < rows.length; row++) {
                rows[row] = row * this.views + (int) views[row];
            }
            return Tensors.rows(step, flat, rows);
        });
    }
}
