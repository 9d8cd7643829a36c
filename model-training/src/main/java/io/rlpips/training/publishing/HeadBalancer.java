package io.rlpips.training.publishing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.PictureTensors;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.network.Backbone;
import io.rlpips.metric.weights.WeightTensor;
import io.rlpips.training.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Heads for a backbone that nobody has judged pairs for: all channels of a tap weigh the same, and taps are scaled so
 * that over unrelated pictures each contributes the same to the mean distance. Without that the deep taps, whose
 * activations of unrelated pictures hardly overlap, would drown the shallow ones.
 */
public final class HeadBalancer {
    /** Mean distance of unrelated pictures that the heads are scaled to; near that of the published metrics. */
    public static final double MEAN_DISTANCE = 0.5;

    private static final int BATCH = 32;

    private HeadBalancer() {}

    /**
     * What was found.
     *
     * @param layerMeans mean distance of unrelated pairs in each tap, with all weights one
     * @param heads one constant vector a tap
     */
    public record Balance(List<Double> layerMeans, List<WeightTensor> heads) {}

    /**
     * @param parameters of the backbone, torchvision's names
     * @param pictures at least two, of one size; paired by a random order
     */
    public static Balance balance(
            Backbone backbone, Map<String, WeightTensor> parameters, List<RgbImage> pictures, long seed) {
        if (pictures.size() < 2) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "heads need pairs of pictures, there are " + pictures.size());
        }
        List<RgbImage> order = shuffled(pictures, seed);
        List<Double> means = layerMeans(backbone, parameters, order);
        List<WeightTensor> heads = new ArrayList<>();
        for (int tap = 0; tap < means.size(); tap++) {
            float[] values = new float[backbone.tapChannels().get(tap)];
            Arrays.fill(values, (float) (MEAN_DISTANCE / means.size() / means.get(tap)));
            heads.add(new WeightTensor(new int[] {values.length}, values));
        }
        return new Balance(means, heads);
    }

    private static List<RgbImage> shuffled(List<RgbImage> pictures, long seed) {
        List<RgbImage> order = new ArrayList<>(pictures);
        SplittableRandom random = Seeds.stream(seed, order.size());
        for (int i = order.size() - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            order.set(i, order.set(other, order.get(i)));
        }
        return order;
    }

    /** Every picture against the next one, the last against the first. */
    private static List<Double> layerMeans(
            Backbone backbone, Map<String, WeightTensor> parameters, List<RgbImage> order) {
        double[] sums = new double[backbone.tapChannels().size()];
        try (NDManager manager = TorchEngine.start().newManager(DeviceChoice.CPU)) {
            Lpips metric = unweighted(backbone, parameters, manager);
            for (int from = 0; from < order.size(); from += BATCH) {
                List<RgbImage> first = new ArrayList<>();
                List<RgbImage> second = new ArrayList<>();
                for (int i = from; i < Math.min(order.size(), from + BATCH); i++) {
                    first.add(order.get(i));
                    second.add(order.get((i + 1) % order.size()));
                }
                try (NDManager scratch = manager.newSubManager()) {
                    List<NDArray> layers =
                            metric.layers(PictureTensors.of(scratch, first), PictureTensors.of(scratch, second));
                    for (int tap = 0; tap < sums.length; tap++) {
                        sums[tap] += layers.get(tap).sum().getFloat();
                    }
                }
            }
        }
        return Arrays.stream(sums).map(sum -> sum / order.size()).boxed().toList();
    }

    private static Lpips unweighted(Backbone backbone, Map<String, WeightTensor> parameters, NDManager manager) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        parameters.forEach((name, tensor) -> arrays.put(name, Tensors.of(manager, tensor.shape(), tensor.values())));
        List<NDArray> ones = backbone.tapChannels().stream()
                .map(channels -> manager.ones(new Shape(channels)))
                .toList();
        return new Lpips(backbone, arrays, ones);
    }
}
