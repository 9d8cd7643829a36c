package io.rlpips.training.triplet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.weights.WeightTensor;
import io.rlpips.training.Seeds;
import io.rlpips.training.optimiser.WeightTensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A small convolutional network that passes a picture through a bottleneck. Of the bottleneck's channels any first few can
 * be used alone, when it was trained so (nested dropout, Rippel et al. 2014). Running it is thread-safe; its arrays belong
 * to the manager it was made with.
 */
final class Autoencoder {
    private static final float SLOPE_BELOW_ZERO = 0.1f;
    /** Channels that the engine computes at once. */
    private static final int BLOCK = 16;

    private final AutoencoderShape shape;
    private final Map<String, NDArray> parameters = new LinkedHashMap<>();

    private Autoencoder(NDManager manager, AutoencoderShape shape, Map<String, WeightTensor> tensors) {
        this.shape = shape;
        tensors.forEach((name, tensor) -> parameters.put(name, Tensors.of(manager, tensor.shape(), tensor.values())));
    }

    /** A network with random first weights (He et al. 2015), ready to learn. */
    static Autoencoder initialised(NDManager manager, AutoencoderShape shape, long seed, long number) {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        int layer = 0;
        for (Layer each : layers(shape)) {
            SplittableRandom random = Seeds.stream(seed, number, layer);
            int[] size = {each.outputs(), each.inputs(), shape.kernel(), shape.kernel()};
            float[] values = new float[Arrays.stream(size).reduce(1, Math::multiplyExact)];
            double spread = Math.sqrt(2.0 / (each.inputs() * shape.kernel() * shape.kernel()));
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (spread * random.nextGaussian());
            }
            tensors.put(weight(layer), new WeightTensor(size, values));
            tensors.put(bias(layer), new WeightTensor(new int[] {each.outputs()}, new float[each.outputs()]));
            layer++;
        }
        Autoencoder network = new Autoencoder(manager, shape, tensors);
        network.parameters.values().forEach(array -> array.setRequiresGradient(true));
        return network;
    }

    /** @return the network as it is now, which learns no more */
    Autoencoder copy(NDManager manager) {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        parameters.forEach((name, array) -> tensors.put(name, WeightTensors.download(array)));
        return new Autoencoder(manager, shape, tensors);
    }

    AutoencoderShape shape() {
        return shape;
    }

    /** @return what learning changes, by name; the arrays stay this network's */
    Map<String, NDArray> parameters() {
        return parameters;
    }

    /**
     * @param images float32 [N, 3, H, W] in [-1, 1]; sides divisible by four
     * @param channels how many of the bottleneck are used, 1 to all
     * @return the same shape and about the same range, in the manager of {@code images}
     */
    NDArray run(NDArray images, int channels) {
        NDArray current = images;
        int layer = 0;
        for (int i = 0; i < Math.max(1, shape.halvings()); i++) {
            current = leaky(convolved(current, layer++, shape.halvings() == 0 ? 1 : 2));
        }
        current = first(convolved(current, layer++, 1), channels);
        for (int i = 0; i < Math.max(1, shape.halvings()); i++) {
            current = leaky(convolved(current, layer++, 1));
            current = shape.halvings() == 0 ? current : doubled(current);
        }
        return convolved(current, layer, 1);
    }

    /** @param inputs channels */
    private record Layer(int inputs, int outputs) {}

    private static List<Layer> layers(AutoencoderShape shape) {
        int inside = Math.max(1, shape.halvings());
        boolean fromChannels = shape.halvings() > 0 && shape.doubling() == AutoencoderShape.Doubling.FROM_CHANNELS;
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < inside; i++) {
            layers.add(new Layer(i == 0 ? 3 : shape.width(), shape.width()));
        }
        layers.add(new Layer(shape.width(), shape.code()));
        for (int i = 0; i < inside; i++) {
            layers.add(
                    new Layer(i == 0 ? shape.code() : shape.width(), fromChannels ? 4 * shape.width() : shape.width()));
        }
        layers.add(new Layer(shape.width(), 3));
        return layers;
    }

    /**
     * With whole blocks of outputs, of which those that are none have no weight: on an AMD EPYC of family 26 the engine's
     * derivative of a convolution with fewer is now and then no number.
     */
    private NDArray convolved(NDArray input, int layer, int stride) {
        NDArray weight = Tensors.sharedWith(input.getManager(), parameters.get(weight(layer)));
        NDArray bias = Tensors.sharedWith(input.getManager(), parameters.get(bias(layer)));
        long outputs = weight.getShape().get(0);
        NDArray whole = Tensors.convolution(input, inBlocks(weight), inBlocks(bias), stride, shape.kernel() / 2);
        return whole.get(new NDIndex(":, :{}", outputs));
    }

    private static NDArray inBlocks(NDArray byOutput) {
        long[] missing = byOutput.getShape().getShape().clone();
        missing[0] = Math.floorMod(-missing[0], BLOCK);
        return missing[0] == 0
                ? byOutput
                : Tensors.join(List.of(byOutput, byOutput.getManager().zeros(new Shape(missing))), 0);
    }

    /** Rectified, with a slope below zero: in so small a network plain rectifiers die by the layer. */
    private static NDArray leaky(NDArray input) {
        return Tensors.relu(input).sub(Tensors.times(Tensors.relu(input.neg()), SLOPE_BELOW_ZERO));
    }

    private NDArray first(NDArray code, int channels) {
        float[] mask = new float[shape.code()];
        Arrays.fill(mask, 0, channels, 1);
        return code.mul(code.getManager().create(mask, new Shape(1, shape.code(), 1, 1)));
    }

    private NDArray doubled(NDArray input) {
        long[] size = input.getShape().getShape();
        return switch (shape.doubling()) {
            case REPEATED ->
                input.reshape(size[0], size[1], size[2], 1, size[3], 1)
                        .broadcast(size[0], size[1], size[2], 2, size[3], 2)
                        .reshape(size[0], size[1], 2 * size[2], 2 * size[3]);
            case FROM_CHANNELS ->
                input.reshape(size[0], size[1] / 4, 2, 2, size[2], size[3])
                        .transpose(0, 1, 4, 2, 5, 3)
                        .reshape(size[0], size[1] / 4, 2 * size[2], 2 * size[3]);
        };
    }

    private static String weight(int layer) {
        return "layer." + layer + ".weight";
    }

    private static String bias(int layer) {
        return "layer." + layer + ".bias";
    }
}
