package io.rlpips.training.baseline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.Seeds;
import java.util.ArrayList;
import java.util.List;

/**
 * In the manner of E-LPIPS (Kettunen et al. 2019): the mean of a network's distance over random transformations of both
 * pictures alike. The network is a bundle's, without dropout and not trained for the ensemble; the transformations are
 * drawn once, so that the figure is a function of the pair. Thread-safe; the creator closes it, which frees the network.
 */
public final class TransformationEnsemble implements Baseline {
    public static final int STANDARD_TRANSFORMATIONS = 16;

    private final NDManager manager;
    private final Lpips metric;
    private final String network;
    private final String identity;
    private final int minimumSide;
    private final List<RandomTransformation> transformations = new ArrayList<>();

    /**
     * @param bundle the network; its input size does not matter, pictures are compared at their own
     * @param transformations how many, at least 2
     * @param seed of the transformations
     */
    public TransformationEnsemble(ModelBundle bundle, int transformations, long seed, DeviceChoice device) {
        if (transformations < 2) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "ensemble of %d transformations, needs at least 2".formatted(transformations));
        }
        this.manager = TorchEngine.start().newManager(device);
        this.metric = PerceptualModel.lpips(bundle, manager);
        this.network = bundle.modelId();
        this.identity = "%s over %s, %d transformations of seed %d"
                .formatted(name(), bundle.modelHash(), transformations, seed);
        this.minimumSide = bundle.manifest().backbone().minimumInputSize();
        for (int i = 0; i < transformations; i++) {
            this.transformations.add(RandomTransformation.drawn(Seeds.stream(seed, i)));
        }
    }

    @Override
    public String name() {
        return "e-lpips";
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public String unit() {
        return "mean distance of %d transformed pairs, network %s".formatted(transformations.size(), network);
    }

    @Override
    public double figure(RgbImage a, RgbImage b) {
        Baseline.requireComparable(name(), a, b, minimumSide);
        double sum = 0;
        for (boolean transposed : new boolean[] {false, true}) {
            List<RandomTransformation> alike = transformations.stream()
                    .filter(transformation -> transformation.transposed() == transposed)
                    .toList();
            sum += alike.isEmpty() ? 0 : sum(alike, a, b);
        }
        return sum / transformations.size();
    }

    @Override
    public double distanceOf(double figure) {
        return figure;
    }

    @Override
    public void close() {
        manager.close();
    }

    /** @param alike give pictures of one shape */
    private double sum(List<RandomTransformation> alike, RgbImage a, RgbImage b) {
        try (NDManager scratch = manager.newSubManager()) {
            NDArray distances = metric.distance(tensor(scratch, alike, a), tensor(scratch, alike, b));
            return distances.sum().getFloat();
        }
    }

    private static NDArray tensor(NDManager scratch, List<RandomTransformation> alike, RgbImage picture) {
        int samples = 3 * picture.width() * picture.height();
        float[] values = new float[alike.size() * samples];
        for (int i = 0; i < alike.size(); i++) {
            alike.get(i).write(picture, values, i * samples);
        }
        int width = alike.get(0).width(picture);
        int[] shape = {alike.size(), 3, samples / 3 / width, width};
        return Tensors.of(scratch, shape, values);
    }
}
