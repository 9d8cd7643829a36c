package io.rlpips.training.robust;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.network.Backbone;
import io.rlpips.metric.weights.WeightTensor;
import io.rlpips.training.optimiser.WeightTensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;

/**
 * A metric that learns: backbone and heads, and the running average of both. The heads are learnt as their square roots,
 * which keeps them at or above zero and their gradient finite there.
 *
 * <p>Not thread-safe. Owns its arrays; {@link #close} frees them.
 */
final class RobustMetric implements AutoCloseable {
    private static final String HEAD = "heads.";
    private static final String BACKBONE = "backbone.";
    private static final String AVERAGE = "average.";
    private static final String ROOT = "root.";

    private final NDManager manager;
    private final Backbone backbone;
    private final Map<String, NDArray> convolutions = new LinkedHashMap<>();
    private final Map<String, NDArray> roots = new LinkedHashMap<>();
    private final Map<String, NDArray> averages = new LinkedHashMap<>();
    private final Lpips features;

    private RobustMetric(NDManager manager, Backbone backbone, Map<String, WeightTensor> tensors) {
        this.manager = manager;
        this.backbone = backbone;
        backbone.parameterShapes().keySet().forEach(name -> learn(BACKBONE + name, convolutions, tensors));
        for (int tap = 0; tap < backbone.tapChannels().size(); tap++) {
            learn(ROOT + tap, roots, tensors);
        }
        Map<String, NDArray> parameters = new LinkedHashMap<>();
        convolutions.forEach((name, array) -> parameters.put(name.substring(BACKBONE.length()), array));
        // only its features are used, which no head changes
        this.features = new Lpips(backbone, parameters, List.copyOf(roots.values()));
    }

    /** @param manager becomes this metric's, which closes it */
    static RobustMetric startingFrom(ModelBundle start, NDManager manager) {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>(start.tensors());
        for (int tap = 0; tap < start.manifest().backbone().tapChannels().size(); tap++) {
            tensors.put(ROOT + tap, mapped(start.tensors().get(HEAD + tap), Math::sqrt));
        }
        Map<String, WeightTensor> complete = new LinkedHashMap<>(tensors);
        tensors.forEach((name, tensor) -> complete.put(AVERAGE + name, tensor));
        return new RobustMetric(manager, start.manifest().backbone(), complete);
    }

    /** @param tensors as {@link #tensors} gave them */
    static RobustMetric restored(Backbone backbone, NDManager manager, Map<String, WeightTensor> tensors) {
        return new RobustMetric(manager, backbone, tensors);
    }

    /** @return weights of the backbone, by name; the arrays stay this metric's */
    Map<String, NDArray> convolutions() {
        return convolutions;
    }

    /** @return square roots of the heads, by name; the arrays stay this metric's */
    Map<String, NDArray> roots() {
        return roots;
    }

    /**
     * @param images float32 [N, 3, S, S] in [-1, 1], RGB
     * @return the activations of every tap, as {@link Lpips#features}
     */
    List<NDArray> features(NDArray images) {
        return features.features(images);
    }

    /**
     * Phi, differentiable in everything that is learnt.
     *
     * @param images float32 [N, 3, S, S] in [0, 1], RGB
     * @return [N, D], in the manager of {@code images}
     */
    NDArray fingerprint(NDArray images) {
        List<NDArray> taps = features.features(Tensors.times(images, 2).sub(1));
        List<NDArray> parts = new ArrayList<>();
        int tap = 0;
        for (NDArray root : roots.values()) {
            NDArray activations = taps.get(tap++);
            Shape shape = activations.getShape();
            NDArray weight = root.reshape(1, -1, 1, 1);
            weight.attach(images.getManager());
            float positions = shape.get(2) * shape.get(3);
            parts.add(
                    activations.mul(Tensors.over(weight, Math.sqrt(positions))).reshape(shape.get(0), -1));
        }
        return Tensors.join(parts, 1);
    }

    /** Lets the average follow what was learnt. */
    void average(double kept) {
        Gradients.withoutRecording(() -> {
            learnt().forEach((name, array) -> {
                try (NDArray share = array.duplicate().muli((float) (1 - kept))) {
                    averages.get(name).muli((float) kept).addi(share);
                }
            });
            return averages;
        });
    }

    /**
     * Runs a computation in which the weights are constants: without it a gradient with respect to pictures would be
     * added to the weights' gradients too, and cost as much again.
     */
    <T> T frozen(Supplier<T> computation) {
        learnt().values().forEach(array -> array.setRequiresGradient(false));
        try {
            return computation.get();
        } finally {
            learnt().values().forEach(array -> array.setRequiresGradient(true));
        }
    }

    /** @return all that a checkpoint needs, copied */
    Map<String, WeightTensor> tensors() {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        learnt().forEach((name, array) -> tensors.put(name, WeightTensors.download(array)));
        averages.forEach((name, array) -> tensors.put(AVERAGE + name, WeightTensors.download(array)));
        return tensors;
    }

    /** @return the averaged metric as a bundle has it: {@code backbone.*} and {@code heads.*} */
    Map<String, WeightTensor> averaged() {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        averages.forEach((name, array) -> {
            WeightTensor tensor = WeightTensors.download(array);
            if (name.startsWith(ROOT)) {
                tensors.put(HEAD + name.substring(ROOT.length()), mapped(tensor, root -> root * root));
            } else {
                tensors.put(name, tensor);
            }
        });
        return tensors;
    }

    Backbone backbone() {
        return backbone;
    }

    private Map<String, NDArray> learnt() {
        Map<String, NDArray> all = new LinkedHashMap<>(convolutions);
        all.putAll(roots);
        return all;
    }

    private void learn(String name, Map<String, NDArray> group, Map<String, WeightTensor> tensors) {
        NDArray array = upload(name, tensors);
        array.setRequiresGradient(true);
        group.put(name, array);
        averages.put(name, upload(AVERAGE + name, tensors));
    }

    private NDArray upload(String name, Map<String, WeightTensor> tensors) {
        WeightTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new RlpipsException(FailureCategory.INVALID_WEIGHTS, "the metric's tensor '" + name + "' is missing");
        }
        return Tensors.of(manager, tensor.shape(), tensor.values());
    }

    private static WeightTensor mapped(WeightTensor tensor, DoubleUnaryOperator change) {
        float[] values = new float[tensor.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) change.applyAsDouble(tensor.values()[i]);
        }
        return new WeightTensor(tensor.shape(), values);
    }

    @Override
    public void close() {
        manager.close();
    }
}
