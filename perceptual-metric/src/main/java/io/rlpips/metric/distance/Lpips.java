package io.rlpips.metric.distance;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.engine.DifferentiableOperations;
import io.rlpips.metric.engine.InferenceOperations;
import io.rlpips.metric.engine.NetworkOperations;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.network.Backbone;
import io.rlpips.metric.network.InputScaling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The Learned Perceptual Image Patch Similarity (Zhang et al. 2018, equation 1; the paper of R-LPIPS, arXiv
 * 2307.15157, keeps the form and changes the weights):
 *
 * <pre>d(x, y) = sum_j 1 / (H_j W_j) sum_hw sum_c w_jc (f_jc(x) - f_jc(y))^2</pre>
 *
 * with f_j the activations of tap j, scaled to unit length over the channels at each position.
 *
 * <p>Because w is not negative, d(x, y) = ||Phi(x) - Phi(y)||^2 where Phi stacks sqrt(w_jc / (H_j W_j)) f_jc: the
 * {@linkplain #fingerprint fingerprint}. The same code infers, attacks and trains, with
 * {@linkplain NetworkOperations operations} that can be differentiated or with faster ones. Owns nothing: the parameters
 * stay their creator's, results belong to the manager of the input. Thread-safe as long as nobody writes to the
 * parameters.
 */
public final class Lpips {
    private final Backbone backbone;
    private final NetworkOperations operations;
    private final List<NDArray> heads;

    /**
     * The metric to attack and to train.
     *
     * @param parameters all of {@link Backbone#parameterShapes()}
     * @param heads one a tap, [C_j], each value at least 0; not checked here, because training moves them
     */
    public Lpips(Backbone backbone, Map<String, NDArray> parameters, List<NDArray> heads) {
        this(backbone, new DifferentiableOperations(complete(backbone, parameters)), heads);
    }

    private Lpips(Backbone backbone, NetworkOperations operations, List<NDArray> heads) {
        if (heads.size() != backbone.tapChannels().size()) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%d heads, %s needs %d"
                            .formatted(
                                    heads.size(),
                                    backbone,
                                    backbone.tapChannels().size()));
        }
        this.backbone = backbone;
        this.operations = operations;
        this.heads = List.copyOf(heads);
    }

    /**
     * The metric to measure with, faster, for few pictures above all: no derivatives can be taken.
     *
     * @param manager of a CPU, which lives as long as the metric
     * @param parameters all of {@link Backbone#parameterShapes()}, in {@code manager}; the metric's own from now on
     * @param heads as above
     */
    public static Lpips ofCpuInference(
            NDManager manager, Backbone backbone, Map<String, NDArray> parameters, List<NDArray> heads) {
        return new Lpips(backbone, new InferenceOperations(manager, complete(backbone, parameters)), heads);
    }

    private static Map<String, NDArray> complete(Backbone backbone, Map<String, NDArray> parameters) {
        if (!parameters.keySet().containsAll(backbone.parameterShapes().keySet())) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "parameters " + parameters.keySet() + " lack some of " + backbone);
        }
        return parameters;
    }

    /** @return the same metric with all weights one: LPIPS uncalibrated. The new heads belong to {@code manager} */
    public Lpips uncalibrated(NDManager manager) {
        return new Lpips(
                backbone,
                operations,
                heads.stream()
                        .map(head -> manager.ones(head.getShape(), head.getDataType()))
                        .toList());
    }

    /**
     * The unit-normalised activations f_j.
     *
     * @param images float32 [N, 3, H, W] in [-1, 1], RGB
     * @return [N, C_j, H_j, W_j] of every tap
     */
    public List<NDArray> features(NDArray images) {
        return backbone.taps(operations, scaled(images)).stream()
                .map(operations::unitLength)
                .toList();
    }

    /**
     * The contribution of every position.
     *
     * @return [N, 1, H_j, W_j] of every tap; their spatial means are {@link #layers}
     */
    public List<NDArray> layerMaps(NDArray images, NDArray others) {
        requireSameShape(images, others);
        List<NDArray> first = features(images);
        List<NDArray> second = features(others);
        List<NDArray> maps = new ArrayList<>();
        for (int tap = 0; tap < first.size(); tap++) {
            NDArray weight = NetworkOperations.perChannel(heads.get(tap), images.getManager());
            maps.add(first.get(tap).sub(second.get(tap)).square().mul(weight).sum(new int[] {1}, true));
        }
        return maps;
    }

    /**
     * The contribution of every tap.
     *
     * @param images float32 [N, 3, H, W] in [-1, 1], RGB
     * @param others the same shape
     * @return [N] of every tap
     */
    public List<NDArray> layers(NDArray images, NDArray others) {
        return layerMaps(images, others).stream()
                .map(map -> map.reshape(map.getShape().get(0), -1).mean(new int[] {1}))
                .toList();
    }

    /**
     * The distance.
     *
     * @param images float32 [N, 3, H, W] in [-1, 1], RGB
     * @param others the same shape
     * @return [N], at least 0
     */
    public NDArray distance(NDArray images, NDArray others) {
        List<NDArray> layers = layers(images, others);
        NDArray sum = layers.get(0);
        for (NDArray layer : layers.subList(1, layers.size())) {
            sum = sum.add(layer);
        }
        return sum;
    }

    /**
     * Phi: the point whose squared Euclidean distance to another picture's is the perceptual distance.
     *
     * @param images float32 [N, 3, H, W] in [-1, 1], RGB
     * @return float32 [N, D], D the sum of C_j H_j W_j, tap after tap, channels before rows before columns
     */
    public NDArray fingerprint(NDArray images) {
        return operations.fingerprint(backbone.taps(operations, scaled(images)), heads);
    }

    /**
     * The scaling layer in front of every backbone, for whoever trains one.
     *
     * @param images float32 [N, 3, H, W] in [-1, 1], RGB
     * @return the same shape, about zero mean and unit spread
     */
    public static NDArray scaled(NDArray images) {
        requirePictures(images);
        NDManager manager = images.getManager();
        Shape channels = new Shape(1, 3, 1, 1);
        return images.sub(manager.create(InputScaling.shift(), channels))
                .div(manager.create(InputScaling.scale(), channels));
    }

    private static void requirePictures(NDArray images) {
        if (images.getShape().dimension() != 4 || images.getShape().get(1) != 3) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "pictures of shape " + images.getShape() + ", need [N, 3, H, W]");
        }
    }

    private static void requireSameShape(NDArray images, NDArray others) {
        if (!images.getShape().equals(others.getShape())) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "pictures of different shapes: " + images.getShape() + " and " + others.getShape());
        }
    }
}
