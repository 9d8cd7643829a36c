package io.rlpips.training.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.network.AlexNet;
import io.rlpips.metric.weights.WeightTensor;
import io.rlpips.training.Seeds;
import io.rlpips.training.optimiser.WeightTensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * AlexNet's convolutional part with batch normalisation after every convolution and a linear classifier on relu5. The
 * normalisation goes away at export ({@link BatchNormalisationFolding}), which leaves the published topology. The
 * convolutions have no bias of their own: the normalisation would take it out again.
 *
 * <p>Not thread-safe. Owns its arrays; {@link #close} frees them.
 */
final class AlexNetClassifier implements AutoCloseable {
    static final float EPSILON = 1e-5f;

    private static final float MOMENTUM = 0.1f;
    private static final String CLASSIFIER_WEIGHT = "classifier.weight";
    private static final String CLASSIFIER_BIAS = "classifier.bias";

    private final NDManager manager;
    private final Map<String, NDArray> learnt = new LinkedHashMap<>();
    private final Map<String, NDArray> statistics = new LinkedHashMap<>();
    private final Map<Integer, NDArray> noBias = new LinkedHashMap<>();

    private AlexNetClassifier(NDManager manager) {
        this.manager = manager;
        for (AlexNet.Layer layer : AlexNet.LAYERS) {
            noBias.put(layer.index(), manager.zeros(new Shape(layer.outputs())));
        }
    }

    /** A network with random first weights (He et al. 2015), which depend on the seed only. */
    static AlexNetClassifier initialised(NDManager manager, int inputSize, int classes, long seed) {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        for (AlexNet.Layer layer : AlexNet.LAYERS) {
            int[] shape = {layer.outputs(), layer.inputs(), layer.kernel(), layer.kernel()};
            double spread = Math.sqrt(2.0 / (layer.inputs() * layer.kernel() * layer.kernel()));
            tensors.put(layer.weightName(), normal(shape, spread, Seeds.stream(seed, layer.index())));
            tensors.put(gamma(layer), constant(layer.outputs(), 1));
            tensors.put(beta(layer), constant(layer.outputs(), 0));
            tensors.put(mean(layer), constant(layer.outputs(), 0));
            tensors.put(variance(layer), constant(layer.outputs(), 1));
        }
        int[] shape = {classes, features(inputSize)};
        tensors.put(CLASSIFIER_WEIGHT, normal(shape, 0.01, Seeds.stream(seed, AlexNet.LAYERS.size() * 100L)));
        tensors.put(CLASSIFIER_BIAS, constant(classes, 0));
        return restored(manager, tensors);
    }

    /** @param tensors as {@link #tensors} gave them */
    static AlexNetClassifier restored(NDManager manager, Map<String, WeightTensor> tensors) {
        AlexNetClassifier network = new AlexNetClassifier(manager);
        for (AlexNet.Layer layer : AlexNet.LAYERS) {
            network.addLearnt(layer.weightName(), tensors);
            network.addLearnt(gamma(layer), tensors);
            network.addLearnt(beta(layer), tensors);
            network.addStatistic(mean(layer), tensors);
            network.addStatistic(variance(layer), tensors);
        }
        network.addLearnt(CLASSIFIER_WEIGHT, tensors);
        network.addLearnt(CLASSIFIER_BIAS, tensors);
        return network;
    }

    static String gamma(AlexNet.Layer layer) {
        return "normalisation." + layer.index() + ".gamma";
    }

    static String beta(AlexNet.Layer layer) {
        return "normalisation." + layer.index() + ".beta";
    }

    static String mean(AlexNet.Layer layer) {
        return "normalisation." + layer.index() + ".mean";
    }

    static String variance(AlexNet.Layer layer) {
        return "normalisation." + layer.index() + ".variance";
    }

    /** @return how many numbers relu5 has for a picture */
    static int features(int inputSize) {
        int side = inputSize;
        int channels = 0;
        for (AlexNet.Layer layer : AlexNet.LAYERS) {
            side = layer.pooledBefore() ? (side - 3) / 2 + 1 : side;
            side = (side + 2 * layer.padding() - layer.kernel()) / layer.stride() + 1;
            channels = layer.outputs();
        }
        return side * side * channels;
    }

    /** @return parameters that a step changes, by name; the arrays stay this network's */
    Map<String, NDArray> learnt() {
        return learnt;
    }

    /** @return everything a network is made of, copied */
    Map<String, WeightTensor> tensors() {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        learnt.forEach((name, array) -> tensors.put(name, WeightTensors.download(array)));
        statistics.forEach((name, array) -> tensors.put(name, WeightTensors.download(array)));
        return tensors;
    }

    /**
     * Class scores while learning: statistics of the batch itself, and the running ones updated.
     *
     * @param images float32 [N, 3, S, S] in [-1, 1], RGB
     * @param dropout [N, features] factors, if any
     * @return [N, classes]
     */
    NDArray learn(NDArray images, Optional<NDArray> dropout) {
        NDArray features = features(images, true);
        return classify(dropout.map(features::mul).orElse(features));
    }

    /** Class scores with the running statistics. */
    NDArray infer(NDArray images) {
        return classify(features(images, false));
    }

    private NDArray features(NDArray images, boolean learning) {
        NDArray current = Lpips.scaled(images);
        for (AlexNet.Layer layer : AlexNet.LAYERS) {
            if (layer.pooledBefore()) {
                current = Tensors.maxPoolOfPlanes(current, 3, 2, false);
            }
            current = Tensors.relu(normalised(layer, convolved(layer, current), learning));
        }
        return current.reshape(current.getShape().get(0), -1);
    }

    private NDArray convolved(AlexNet.Layer layer, NDArray input) {
        return Tensors.convolution(
                input, learnt.get(layer.weightName()), noBias.get(layer.index()), layer.stride(), layer.padding());
    }

    private NDArray normalised(AlexNet.Layer layer, NDArray input, boolean learning) {
        return Tensors.batchNormalise(
                input,
                statistics.get(mean(layer)),
                statistics.get(variance(layer)),
                learnt.get(gamma(layer)),
                learnt.get(beta(layer)),
                MOMENTUM,
                EPSILON,
                learning);
    }

    private NDArray classify(NDArray features) {
        NDArray weight = learnt.get(CLASSIFIER_WEIGHT).transpose();
        // Moved to the step's manager: it would otherwise live as long as the network.
        weight.attach(features.getManager());
        return features.matMul(weight).add(learnt.get(CLASSIFIER_BIAS));
    }

    private void addLearnt(String name, Map<String, WeightTensor> tensors) {
        NDArray array = upload(name, tensors);
        array.setRequiresGradient(true);
        learnt.put(name, array);
    }

    private void addStatistic(String name, Map<String, WeightTensor> tensors) {
        statistics.put(name, upload(name, tensors));
    }

    private NDArray upload(String name, Map<String, WeightTensor> tensors) {
        WeightTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new RlpipsException(
                    FailureCategory.INVALID_WEIGHTS, "the network's tensor '" + name + "' is missing");
        }
        return Tensors.of(manager, tensor.shape(), tensor.values());
    }

    private static WeightTensor normal(int[] shape, double spread, SplittableRandom random) {
        float[] values = new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * spread);
        }
        return new WeightTensor(shape, values);
    }

    private static WeightTensor constant(int length, float value) {
        float[] values = new float[length];
        Arrays.fill(values, value);
        return new WeightTensor(new int[] {length}, values);
    }

    @Override
    public void close() {
        manager.close();
    }
}
