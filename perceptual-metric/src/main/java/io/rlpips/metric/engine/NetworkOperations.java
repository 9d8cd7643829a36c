package io.rlpips.metric.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

/** What one network, and the metric on top of it, is computed with. Results belong to the manager of the input. */
public interface NetworkOperations {
    /**
     * Inside the root, where the reference implementation of LPIPS adds 1e-10 to the norm: the gradient of the plain norm
     * is NaN where all channels are zero, and the values agree to 1e-5.
     */
    float NORM_EPSILON = 1e-10f;

    /**
     * A convolution followed by ReLU.
     *
     * @param layer its name: the parameters are called that and {@code .weight}, [O, C, K, K], or {@code .bias}, [O]
     * @param input [N, C, H, W]
     * @return max(0, convolution), [N, O, H', W'] with H' = (H + 2 padding - K) / stride + 1, rounded down
     */
    NDArray activated(String layer, NDArray input, int stride, int padding);

    /** @return as {@link Tensors#maxPool}, of what these operations made */
    NDArray maxPool(NDArray activations, int size, int stride, boolean ceilMode);

    /** @return activations [N, C, H, W] scaled to unit length over the channels of each position */
    default NDArray unitLength(NDArray activations) {
        NDArray squares = activations.square().sum(new int[] {1}, true);
        return activations.div(squares.add(NORM_EPSILON).sqrt());
    }

    /**
     * Phi of equation 1 as {@link io.rlpips.metric.distance.Lpips} has it: of every tap the activations scaled to unit
     * length, times the root of a channel's weight over the number of positions.
     *
     * @param taps activations [N, C_j, H_j, W_j]
     * @param heads weights [C_j]
     * @return [N, sum of C_j H_j W_j], tap after tap, channels before rows before columns
     */
    default NDArray fingerprint(List<NDArray> taps, List<NDArray> heads) {
        List<NDArray> parts = new ArrayList<>();
        for (int tap = 0; tap < taps.size(); tap++) {
            NDArray activations = taps.get(tap);
            Shape shape = activations.getShape();
            float positions = shape.get(2) * shape.get(3);
            NDArray root = Tensors.over(perChannel(heads.get(tap), activations.getManager()), positions)
                    .sqrt();
            parts.add(unitLength(activations).mul(root).reshape(shape.get(0), -1));
        }
        return Tensors.join(parts, 1);
    }

    /**
     * A head to multiply activations with.
     *
     * @param owner of the result: what is derived from a head would otherwise live as long as the model
     * @return [1, C, 1, 1]
     */
    static NDArray perChannel(NDArray head, NDManager owner) {
        NDArray weight = head.reshape(1, -1, 1, 1);
        weight.attach(owner);
        return weight;
    }
}
