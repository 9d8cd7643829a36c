package io.rlpips.training.heads.ranking;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.engine.Tensors;
import java.util.List;

/**
 * The metric with its heads apart from its activations, so that pictures are embedded once however often they are
 * compared, and dropout can come between the two. Owns nothing. Thread-safe as long as nobody writes to the parameters.
 *
 * @param metric gives the activations
 * @param heads one a tap, [C_j], those of {@code metric}
 */
public record HeadedMetric(Lpips metric, List<NDArray> heads) {
    public HeadedMetric {
        heads = List.copyOf(heads);
    }

    /** As {@link Lpips#features}. */
    public List<NDArray> features(NDArray pictures) {
        return metric.features(pictures);
    }

    /**
     * The distance of pictures by their activations, as {@link Lpips#distance} has it where dropout is off.
     *
     * @param owner of the result and all that is computed on the way
     * @param first [N, C_j, H_j, W_j] of every tap, from {@link #features}
     * @param second likewise
     * @param dropout on the squared differences, before each head
     * @return [N]
     */
    public NDArray distance(NDManager owner, List<NDArray> first, List<NDArray> second, Dropout dropout) {
        NDArray sum = layer(owner, 0, first, second, dropout);
        for (int tap = 1; tap < heads.size(); tap++) {
            sum = sum.add(layer(owner, tap, first, second, dropout));
        }
        return sum;
    }

    /** Averages over the positions before weighing the channels: the head's own derivative then stays small. */
    private NDArray layer(NDManager owner, int tap, List<NDArray> first, List<NDArray> second, Dropout dropout) {
        NDArray squares =
                Tensors.sharedWith(owner, first.get(tap)).sub(second.get(tap)).square();
        Shape shape = squares.getShape();
        return dropout.apply(squares)
                .reshape(shape.get(0), shape.get(1), -1)
                .mean(new int[] {2})
                .matMul(heads.get(tap));
    }
}
