package io.rlpips.training.heads.ranking;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.weights.WeightTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * g, which turns two distances into a judgment (LPIPS, Zhang et al. 2018, section 4.1; constants of the authors' code):
 * (d0, d1, d0 - d1, d0 / (d1 + 0.1), d1 / (d0 + 0.1)), two hidden layers of 32 with leaky ReLU 0.2, and a sigmoid over
 * the last. It is only there to learn with and is thrown away afterwards.
 *
 * <p>Owns nothing: the parameters stay their creator's. Thread-safe as long as nobody writes to them.
 */
public final class RankingNetwork {
    private static final int[] WIDTHS = {5, 32, 32, 1};
    private static final int LAYERS = WIDTHS.length - 1;
    private static final float DIVISION_OFFSET = 0.1f;
    private static final float SLOPE = 0.2f;

    private final List<NDArray> weights;
    private final List<NDArray> biases;

    /** @param parameters all that {@link #initial} makes, by name */
    public RankingNetwork(Map<String, NDArray> parameters) {
        for (int layer = 0; layer < LAYERS; layer++) {
            require(parameters, weightName(layer));
            require(parameters, biasName(layer));
        }
        this.weights =
                List.of(parameters.get(weightName(0)), parameters.get(weightName(1)), parameters.get(weightName(2)));
        this.biases = List.of(parameters.get(biasName(0)), parameters.get(biasName(1)), parameters.get(biasName(2)));
    }

    /** A network on arrays of its own. @param manager owns them */
    public static RankingNetwork of(NDManager manager, Map<String, WeightTensor> tensors) {
        Map<String, NDArray> parameters = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> parameters.put(name, Tensors.of(manager, tensor.shape(), tensor.values())));
        return new RankingNetwork(parameters);
    }

    /**
     * First values as the reference implementation draws them: uniform within one over the root of a layer's inputs.
     *
     * @return {@code ranking.<layer>.weight} of shape [inputs, outputs] and {@code ranking.<layer>.bias} of [outputs]
     */
    public static Map<String, WeightTensor> initial(SplittableRandom random) {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        for (int layer = 0; layer < LAYERS; layer++) {
            int inputs = WIDTHS[layer];
            int outputs = WIDTHS[layer + 1];
            double bound = 1 / Math.sqrt(inputs);
            tensors.put(weightName(layer), uniform(new int[] {inputs, outputs}, inputs * outputs, bound, random));
            tensors.put(biasName(layer), uniform(new int[] {outputs}, outputs, bound, random));
        }
        return tensors;
    }

    /**
     * @param first d0, [N]
     * @param second d1, [N], of the same manager
     * @return [N], the share of judges expected to find the second closer, before the sigmoid; belongs to the manager of
     *     the distances
     */
    public NDArray logits(NDArray first, NDArray second) {
        NDArray current = inputs(first.reshape(-1, 1), second.reshape(-1, 1));
        for (int layer = 0; layer < LAYERS; layer++) {
            current = current.matMul(weights.get(layer)).add(biases.get(layer));
            if (layer < LAYERS - 1) {
                current = Tensors.leakyRelu(current, SLOPE);
            }
        }
        return current.reshape(-1);
    }

    /**
     * l_ce, the binary cross-entropy of the judgments.
     *
     * @param logits [N], from {@link #logits}
     * @param judgments [N], 0 to 1
     * @return [N]; the loss of a batch is their mean
     */
    public static NDArray crossEntropy(NDArray logits, NDArray judgments) {
        // -h log s(z) - (1 - h) log(1 - s(z)), which stays finite where the sigmoid s rounds to 0 or 1
        return Tensors.softPlus(logits).sub(logits.mul(judgments));
    }

    private static NDArray inputs(NDArray first, NDArray second) {
        return Tensors.join(
                List.of(
                        first,
                        second,
                        first.sub(second),
                        first.div(second.add(DIVISION_OFFSET)),
                        second.div(first.add(DIVISION_OFFSET))),
                1);
    }

    private static WeightTensor uniform(int[] shape, int length, double bound, SplittableRandom random) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (bound * (2 * random.nextDouble() - 1));
        }
        return new WeightTensor(shape, values);
    }

    private static String weightName(int layer) {
        return "ranking." + layer + ".weight";
    }

    private static String biasName(int layer) {
        return "ranking." + layer + ".bias";
    }

    private static void require(Map<String, NDArray> parameters, String name) {
        if (!parameters.containsKey(name)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "the ranking network lacks '" + name + "', found " + parameters.keySet());
        }
    }
}
