package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.stream.IntStream;

/** How little each picture stands out as closest to its own reference; see {@link Objective#semanticSimilarity}. */
final class SemanticSimilarity implements Objective {
    private final Lpips metric;
    private final int[] own;
    private final NDArray ownReferences;
    private final NDArray references;
    private final NDArray transposed;
    private final NDArray squares;

    /**
     * @param owner of what is held
     * @param all the references, one view each, at least two
     * @param own which of them is whose, by the row of the picture
     */
    SemanticSimilarity(Lpips metric, NDManager owner, ReferenceFingerprints all, int... own) {
        int count = all.pictures();
        if (count < 2) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "semantic-similarity attack with %d reference, needs 2: a picture is compared with the others"
                            .formatted(count));
        }
        this.metric = metric;
        this.own = own.clone();
        this.references = all.rows(owner, IntStream.range(0, count).toArray()).reshape(count, -1);
        this.ownReferences = Tensors.rows(owner, references, own);
        this.transposed = references.transpose();
        this.squares = references.square().sum(new int[] {1}).reshape(1, -1);
    }

    @Override
    public NDArray of(NDArray pictures) {
        NDArray fingerprint = metric.fingerprint(PixelScale.tensor(pictures));
        NDArray farthest = Tensors.rows(fingerprint.getManager(), references, farthest(fingerprint));
        NDArray lead = distance(fingerprint, farthest).sub(distance(fingerprint, ownReferences));
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
        int[] farthest = new int[own.length];
        for (int row = 0; row < own.length; row++) {
            int found = own[row] == 0 ? 1 : 0;
            for (int other = 0; other < count; other++) {
                if (other != own[row] && order[row * count + other] > order[row * count + found]) {
                    found = other;
                }
            }
            farthest[row] = found;
        }
        return farthest;
    }
}
