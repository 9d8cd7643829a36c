package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;

/** How little each picture stands out as closest to its own reference; see {@link Objective#semanticSimilarity}. */
final class SemanticSimilarity implements Objective {
    private final Lpips metric;
    private final NDArray references;
    private final NDArray transposed;
    private final NDArray squares;

    SemanticSimilarity(Lpips metric, NDArray pictures) {
        if (pictures.getShape().get(0) < 2) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "semantic-similarity attack with one reference, needs 2");
        }
        this.metric = metric;
        this.references = Gradients.withoutRecording(() -> metric.fingerprint(PixelScale.tensor(pictures)));
        this.transposed = references.transpose();
        this.squares = references.square().sum(new int[] {1}).reshape(1, -1);
    }

    @Override
    public NDArray of(NDArray pictures) {
        NDArray fingerprint = metric.fingerprint(PixelScale.tensor(pictures));
        NDArray farthest = Tensors.rows(fingerprint.getManager(), references, farthest(fingerprint));
        NDArray lead = distance(fingerprint, farthest).sub(distance(fingerprint, references));
        return Tensors.relu(lead).neg();
    }

    private static NDArray distance(NDArray fingerprint, NDArray others) {
        return fingerprint.sub(others).square().sum(new int[] {1});
    }

    /** @return the reference farthest from each picture, its own left out */
    private int[] farthest(NDArray fingerprint) {
        float[] order = Gradients.withoutRecording(() ->
                Tensors.times(fingerprint.matMul(transposed), -2).add(squares).toFloatArray());
        int count = Math.toIntExact(references.getShape().get(0));
        int[] farthest = new int[count];
        for (int row = 0; row < count; row++) {
            int found = row == 0 ? 1 : 0;
            for (int other = 0; other < count; other++) {
                if (other != row && order[row * count + other] > order[row * count + found]) {
                    found = other;
                }
            }
            farthest[row] = found;
        }
        return farthest;
    }
}
