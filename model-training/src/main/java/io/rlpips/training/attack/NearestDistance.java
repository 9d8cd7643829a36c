package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.engine.Tensors;
import java.util.Arrays;

/**
 * The distance to the nearest of several fingerprints a picture, each of which may count as farther than it is. Which one
 * is nearest is found without recording, from inner products; the distance is then taken by direct difference, so neither
 * cancellation nor the other views cost anything in the backward pass. The gradient of a minimum is that of the nearest.
 */
final class NearestDistance implements Objective {
    private final Lpips metric;
    private final NDArray flat;
    private final NDArray transposed;
    private final NDArray squares;
    private final float[] handicaps;
    private final int views;

    /** Each as far as it is. */
    NearestDistance(Lpips metric, NDArray fingerprints) {
        this(
                metric,
                fingerprints,
                new float[Math.toIntExact(fingerprints.getShape().get(1))]);
    }

    /**
     * @param fingerprints float32 [N, V, D]; what is computed from them stays with their manager
     * @param handicaps how much farther each of the V counts; not written to
     */
    NearestDistance(Lpips metric, NDArray fingerprints, float[] handicaps) {
        Shape shape = fingerprints.getShape();
        this.metric = metric;
        this.views = Math.toIntExact(shape.get(1));
        this.flat = fingerprints.reshape(shape.get(0) * views, shape.get(2));
        this.transposed = fingerprints.transpose(0, 2, 1);
        this.handicaps = handicaps;
        this.squares = fingerprints.square().sum(new int[] {2}).add(row(fingerprints.getManager(), handicaps));
    }

    @Override
    public NDArray of(NDArray pictures) {
        NDArray fingerprint = metric.fingerprint(PixelScale.tensor(pictures));
        if (views == 1) {
            return plus(fingerprint.sub(flat).square().sum(new int[] {1}), new int[Math.toIntExact(flat.size(0))]);
        }
        int[] nearest = nearest(fingerprint);
        int[] rows = new int[nearest.length];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = row * views + nearest[row];
        }
        NDArray chosen = Gradients.withoutRecording(() -> Tensors.rows(fingerprint.getManager(), flat, rows));
        return plus(fingerprint.sub(chosen).square().sum(new int[] {1}), nearest);
    }

    /** |b|^2 - 2 a b orders the views as the distance does; handicaps are in |b|^2 already. */
    private int[] nearest(NDArray fingerprint) {
        return Gradients.withoutRecording(() -> {
            NDArray products = fingerprint.expandDims(1).matMul(transposed).squeeze(1);
            long[] nearest = Tensors.times(products, -2).add(squares).argMin(1).toLongArray();
            return Arrays.stream(nearest).mapToInt(view -> (int) view).toArray();
        });
    }

    /** Constants: the gradient stays that of the distance. */
    private NDArray plus(NDArray distances, int[] nearest) {
        float[] added = new float[nearest.length];
        boolean any = false;
        for (int row = 0; row < added.length; row++) {
            added[row] = handicaps[nearest[row]];
            any |= added[row] != 0;
        }
        return any ? distances.add(row(distances.getManager(), added)) : distances;
    }

    private static NDArray row(NDManager manager, float[] values) {
        return Tensors.of(manager, new int[] {values.length}, values);
    }
}
