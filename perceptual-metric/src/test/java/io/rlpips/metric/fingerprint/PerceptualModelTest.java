package io.rlpips.metric.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.bundle.Manifest;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.network.Backbone;
import io.rlpips.metric.weights.WeightTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PerceptualModelTest {
    private static PerceptualModel model;

    @BeforeAll
    static void load() {
        model = PerceptualModel.load(seededAlexNet(64), DeviceChoice.CPU);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void alexNetAt64PixelsHasTheLayersOfThePaper() {
        assertThat(model.layerLengths()).containsExactly(14_400, 9_408, 3_456, 2_304, 2_304);
        assertThat(model.fingerprintLength()).isEqualTo(31_872);
    }

    @Test
    void aFingerprintDoesNotDependOnTheBatchItWasComputedIn() {
        List<RgbImage> pictures =
                IntStream.range(0, 35).mapToObj(i -> noise(64, 64, i)).toList();

        List<Fingerprint> together = model.embed(pictures);

        assertThat(together).hasSize(35);
        for (int i = 0; i < pictures.size(); i++) {
            assertThat(model.embed(pictures.subList(i, i + 1)).get(0)).isEqualTo(together.get(i));
        }
        assertThat(model.embed(pictures.subList(3, 8))).isEqualTo(together.subList(3, 8));
    }

    @Test
    void aGpuTakesTheBatchItIsGivenWhileItsFingerprintsFitAndACpuTakes32() {
        assertThat(model.largestBatch()).isEqualTo(32);
        assertThat(PerceptualModel.largestBatch(false, 31_872)).isEqualTo(32);
        assertThat(PerceptualModel.largestBatch(true, 31_872)).isEqualTo(2_105);
        assertThat(PerceptualModel.largestBatch(true, 500_000)).isEqualTo(134);
        assertThat(PerceptualModel.largestBatch(true, 1 << 28)).isEqualTo(1);
    }

    @Test
    void picturesGoThroughTheNetworkInBatchesOfTheCallersChoice() {
        List<RgbImage> pictures =
                IntStream.range(0, 40).mapToObj(i -> noise(64, 64, i)).toList();
        List<Fingerprint> expected = model.embed(pictures);
        for (int batch : new int[] {1, 3, 40}) {
            try (PerceptualModel other = PerceptualModel.load(seededAlexNet(64), DeviceChoice.CPU, batch)) {
                assertThat(other.largestBatch()).isEqualTo(batch);
                List<Fingerprint> found = other.embed(pictures);
                assertThat(found).hasSize(40);
                for (int i = 0; i < found.size(); i++) {
                    assertThat(model.distance(expected.get(i), found.get(i)).distance())
                            .as("picture %d in batches of %d", i, batch)
                            .isLessThan(1e-10);
                }
            }
        }
        assertThatThrownBy(() -> PerceptualModel.load(seededAlexNet(64), DeviceChoice.CPU, 0))
                .isInstanceOf(RlpipsException.class)
                .hasMessage("batches of at most 0 pictures, needs at least 1");
    }

    @Test
    void threadsMayShareAModel() throws InterruptedException, ExecutionException {
        List<RgbImage> pictures =
                IntStream.range(0, 8).mapToObj(i -> noise(80, 50, i)).toList();
        List<Fingerprint> expected = model.embed(pictures);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<Fingerprint>>> results = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                results.add(threads.submit(() -> model.embed(pictures)));
            }
            for (Future<List<Fingerprint>> result : results) {
                assertThat(result.get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void theDistanceOfFingerprintsIsTheDistanceOfThePictures() {
        RgbImage a = noise(64, 64, 1);
        RgbImage b = noise(64, 64, 2);
        List<Fingerprint> fingerprints = model.embed(List.of(a, b));

        LayeredDistance ofPixels = model.distance(a, b);
        LayeredDistance ofFingerprints = model.distance(fingerprints.get(0), fingerprints.get(1));

        assertThat(ofFingerprints.distance()).isCloseTo(ofPixels.distance(), within(1e-5));
        for (int layer = 0; layer < 5; layer++) {
            assertThat(ofFingerprints.layers().get(layer))
                    .isCloseTo(ofPixels.layers().get(layer), within(1e-5));
        }
    }

    @Test
    void theMapIsZeroWherePicturesAgreeAndAveragesNearTheDistance() {
        RgbImage a = noise(96, 64, 1);
        byte[] pixels = a.pixels().clone();
        for (int y = 0; y < 64; y++) {
            for (int x = 80; x < 96; x++) {
                pixels[(y * 96 + x) * 3] ^= (byte) 0xff;
            }
        }
        RgbImage b = new RgbImage(96, 64, pixels);

        DistanceMap map = model.map(a, b);

        assertThat(map.at(2, 30)).isLessThan(0.02f * map.at(90, 30));
        double mean = IntStream.range(0, map.values().length)
                .mapToDouble(i -> map.values()[i])
                .average()
                .orElseThrow();
        assertThat(mean)
                .isCloseTo(
                        model.distance(a, b).distance(),
                        within(0.2 * model.distance(a, b).distance()));
    }

    @Test
    void picturesThatCannotBeComparedAreRefusedWithTheirSizes() {
        assertThatThrownBy(() -> model.distance(noise(64, 64, 1), noise(64, 65, 1)))
                .isInstanceOf(RlpipsException.class)
                .hasMessage("pictures of different sizes: 64 x 64 and 64 x 65");
        assertThatThrownBy(() -> model.distance(noise(30, 64, 1), noise(30, 64, 2)))
                .isInstanceOf(RlpipsException.class)
                .hasMessage("pictures of 30 x 64, alexnet needs sides of at least 31");
    }

    private static RgbImage noise(int width, int height, long seed) {
        byte[] pixels = new byte[width * height * 3];
        new Random(seed).nextBytes(pixels);
        return new RgbImage(width, height, pixels);
    }

    private static ModelBundle seededAlexNet(int inputSize) {
        Random random = new Random(5);
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        Backbone.ALEXNET.parameterShapes().forEach((name, shape) -> {
            int fanIn = shape.length == 1 ? 100 : shape[1] * shape[2] * shape[3];
            tensors.put("backbone." + name, uniform(shape, random, Math.sqrt(6.0 / fanIn)));
        });
        for (int tap = 0; tap < 5; tap++) {
            WeightTensor head =
                    uniform(new int[] {Backbone.ALEXNET.tapChannels().get(tap)}, random, 1);
            for (int i = 0; i < head.values().length; i++) {
                head.values()[i] = Math.abs(head.values()[i]);
            }
            tensors.put("heads." + tap, head);
        }
        return new ModelBundle(Manifest.describing("seeded", Backbone.ALEXNET, inputSize, "seeded"), tensors);
    }

    private static WeightTensor uniform(int[] shape, Random random, double limit) {
        float[] values = new float[IntStream.of(shape).reduce(1, Math::multiplyExact)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (limit * (2 * random.nextDouble() - 1));
        }
        return new WeightTensor(shape, values);
    }
}
