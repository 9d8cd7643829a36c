package io.rlpips.metric.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.DifferentiableOperations;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.network.Backbone;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LpipsTest {
    private NDManager manager;

    @BeforeEach
    void open() {
        manager = TorchEngine.start().newManager(DeviceChoice.CPU);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @EnumSource(Backbone.class)
    void tapsHaveThePublishedChannelsAndTheSmallestPictureHasAPositionAtEach(Backbone backbone) {
        int side = backbone.minimumInputSize();
        NDArray smallest = picture(1, 3, side, side + 3);

        List<NDArray> taps = backbone.taps(new DifferentiableOperations(randomParameters(backbone, 1)), smallest);

        assertThat(taps).extracting(tap -> (int) tap.getShape().get(1)).isEqualTo(backbone.tapChannels());
        assertThatThrownBy(() -> backbone.taps(
                        new DifferentiableOperations(randomParameters(backbone, 1)), picture(1, 3, side - 1, side)))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("needs sides of at least");
    }

    @ParameterizedTest
    @EnumSource(Backbone.class)
    void theDistanceIsTheSquaredEuclideanDistanceOfTheFingerprints(Backbone backbone) {
        Lpips lpips = randomLpips(backbone, 3);
        NDArray a = picture(2, 11, 64, 48);
        NDArray b = picture(2, 12, 64, 48);

        float[] distances = lpips.distance(a, b).toFloatArray();

        float[] squared = lpips.fingerprint(a)
                .sub(lpips.fingerprint(b))
                .square()
                .sum(new int[] {1})
                .toFloatArray();
        assertThat(distances[0]).isPositive();
        assertThat(distances[0]).isCloseTo(squared[0], within(1e-5f * Math.max(1, squared[0])));
        assertThat(distances[1]).isCloseTo(squared[1], within(1e-5f * Math.max(1, squared[1])));
    }

    @Test
    void aPictureIsAtDistanceZeroFromItselfAndTheDistanceIsSymmetric() {
        Lpips lpips = randomLpips(Backbone.ALEXNET, 4);
        NDArray a = picture(1, 21, 64, 64);
        NDArray b = picture(1, 22, 64, 64);

        assertThat(lpips.distance(a, a).getFloat(0)).isZero();
        assertThat(lpips.distance(a, b).getFloat(0))
                .isEqualTo(lpips.distance(b, a).getFloat(0));
    }

    @Test
    void layersAddUpToTheDistanceAndMapsAverageToTheLayers() {
        Lpips lpips = randomLpips(Backbone.SQUEEZENET, 5);
        NDArray a = picture(1, 31, 64, 64);
        NDArray b = picture(1, 32, 64, 64);

        List<NDArray> layers = lpips.layers(a, b);
        List<NDArray> maps = lpips.layerMaps(a, b);

        double sum = layers.stream().mapToDouble(layer -> layer.getFloat(0)).sum();
        assertThat(sum).isCloseTo(lpips.distance(a, b).getFloat(0), within(1e-5));
        for (int tap = 0; tap < layers.size(); tap++) {
            assertThat(maps.get(tap).mean().getFloat())
                    .isCloseTo(layers.get(tap).getFloat(0), within(1e-5f));
        }
    }

    /**
     * A network one can compute by hand: every convolution of AlexNet is zero but for its bias, so that the features
     * do not depend on the picture, except one weight of the first layer that passes the centre pixel of channel red.
     */
    @Test
    void aHandMadeNetworkGivesTheDistanceComputedByHand() {
        Map<String, NDArray> parameters = new LinkedHashMap<>();
        Backbone.ALEXNET.parameterShapes().forEach((name, shape) -> parameters.put(name, zeros(shape)));
        float[] first = new float[64 * 3 * 11 * 11];
        first[5 * 11 + 5] = 1; // output channel 0, red, centre
        parameters.put("features.0.weight", Tensors.of(manager, new int[] {64, 3, 11, 11}, first));
        float[] bias = new float[64];
        bias[1] = 1;
        parameters.put("features.0.bias", Tensors.of(manager, new int[] {64}, bias));
        Lpips lpips = new Lpips(Backbone.ALEXNET, parameters, onesHeads(2));

        // red 1 scales to (1 + .030) / .458 = 2.24891, unit length over (2.24891, 1): (.91373, .40630); red -1 is
        // negative, so ReLU leaves (0, 1). The other taps are all zero.
        float x = (1 + .030f) / .458f;
        double norm = Math.sqrt(x * x + 1);
        double expected = 2 * (x / norm * (x / norm) + (1 / norm - 1) * (1 / norm - 1));
        NDArray white = manager.ones(new Shape(1, 3, 64, 64));
        assertThat((double) lpips.distance(white, white.neg()).getFloat(0)).isCloseTo(expected, within(1e-5));
    }

    @Test
    void uncalibratedMeansAllHeadsOne() {
        Lpips lpips = new Lpips(Backbone.ALEXNET, randomParameters(Backbone.ALEXNET, 6), onesHeads(3));
        NDArray a = picture(1, 41, 64, 64);
        NDArray b = picture(1, 42, 64, 64);

        assertThat(lpips.uncalibrated(manager).distance(a, b).getFloat(0))
                .isCloseTo(lpips.distance(a, b).getFloat(0) / 3, within(1e-5f));
    }

    @Test
    void theGradientIsThatOfFiniteDifferences() {
        Lpips lpips = randomLpips(Backbone.ALEXNET, 7);
        NDArray a = picture(1, 51, 64, 64);
        NDArray b = picture(1, 52, 64, 64);

        NDArray gradient = Gradients.at(b, moved -> lpips.distance(a, moved).sum());

        NDArray direction = picture(1, 53, 64, 64);
        float step = 1e-2f;
        double difference =
                (double) lpips.distance(a, b.add(direction.mul(step))).getFloat(0)
                        - lpips.distance(a, b.sub(direction.mul(step))).getFloat(0);
        double slope = gradient.mul(direction).sum().getFloat();
        assertThat(slope).isCloseTo(difference / (2 * step), within(0.02 * Math.abs(slope) + 1e-4));
    }

    @Test
    void theGradientIsFiniteWhereAllChannelsAreZero() {
        Map<String, NDArray> parameters = new LinkedHashMap<>();
        Backbone.ALEXNET.parameterShapes().forEach((name, shape) -> parameters.put(name, zeros(shape)));
        Lpips lpips = new Lpips(Backbone.ALEXNET, parameters, onesHeads(1));
        NDArray a = picture(1, 61, 64, 64);

        NDArray gradient = Gradients.at(
                picture(1, 62, 64, 64), moved -> lpips.distance(a, moved).sum());

        assertThat(gradient.toFloatArray()).containsOnly(0f);
    }

    @Test
    void nothingIsLeftBehindWithTheModel() {
        Lpips lpips = randomLpips(Backbone.ALEXNET, 9);
        int before = manager.getManagedArrays().size();

        try (NDManager scratch = manager.newSubManager()) {
            NDArray a = scratch.zeros(new Shape(2, 3, 64, 64));
            lpips.distance(a, a.add(0.5f));
            lpips.fingerprint(a);
            Gradients.at(a, moved -> lpips.distance(a, moved).sum());
        }

        assertThat(manager.getManagedArrays()).hasSize(before);
    }

    @Test
    void picturesOfDifferentShapesAreRefused() {
        Lpips lpips = randomLpips(Backbone.ALEXNET, 8);

        assertThatThrownBy(() -> lpips.distance(picture(1, 1, 64, 64), picture(1, 1, 64, 65)))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("different shapes: (1, 3, 64, 64) and (1, 3, 64, 65)");
    }

    private Lpips randomLpips(Backbone backbone, long seed) {
        Random random = new Random(seed);
        List<NDArray> heads = backbone.tapChannels().stream()
                .map(channels -> uniform(new int[] {channels}, random, 0, 1))
                .toList();
        return new Lpips(backbone, randomParameters(backbone, seed), heads);
    }

    private Map<String, NDArray> randomParameters(Backbone backbone, long seed) {
        Random random = new Random(seed);
        Map<String, NDArray> parameters = new LinkedHashMap<>();
        backbone.parameterShapes().forEach((name, shape) -> {
            int fanIn = shape.length == 1 ? 100 : shape[1] * shape[2] * shape[3];
            float limit = (float) Math.sqrt(6.0 / fanIn);
            parameters.put(name, uniform(shape, random, -limit, limit));
        });
        return parameters;
    }

    private List<NDArray> onesHeads(float value) {
        return Backbone.ALEXNET.tapChannels().stream()
                .map(channels -> manager.ones(new Shape(channels)).mul(value))
                .toList();
    }

    private NDArray zeros(int[] shape) {
        return Tensors.of(manager, shape, new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)]);
    }

    private NDArray picture(int count, long seed, int height, int width) {
        return uniform(new int[] {count, 3, height, width}, new Random(seed), -1, 1);
    }

    private NDArray uniform(int[] shape, Random random, float low, float high) {
        float[] values = new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
        for (int i = 0; i < values.length; i++) {
            values[i] = low + (high - low) * random.nextFloat();
        }
        return Tensors.of(manager, shape, values);
    }
}
