package io.rlpips.metric.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.bundle.WeightImporter;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.fingerprint.DistanceMap;
import io.rlpips.metric.fingerprint.LayeredDistance;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.fingerprint.PictureTensors;
import io.rlpips.metric.weights.WeightFiles;
import io.rlpips.metric.weights.WeightTensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parity with the LPIPS authors' implementation on the published weights, in every layout these are published in. */
class GoldenParityTest {
    private static final double DISTANCE_TOLERANCE = 1e-5;
    private static final double RELATIVE_TOLERANCE = 1e-4;

    private final GoldenValues golden = GoldenValues.required();

    @ParameterizedTest
    @ValueSource(strings = {"alex", "squeeze", "squeeze-checkpoint"})
    void distancesAndLayersOfPictures(String layout) {
        try (PerceptualModel model = PerceptualModel.load(imported(layout), DeviceChoice.CPU)) {
            for (JsonNode pair : golden.distances().get("pairs")) {
                JsonNode expected = pair.get(network(layout));
                LayeredDistance measured = model.distance(
                        golden.picture(pair.get("a").asText()),
                        golden.picture(pair.get("b").asText()));

                assertThat(measured.distance())
                        .isCloseTo(expected.get("distance").get(0).asDouble(), within(DISTANCE_TOLERANCE));
                assertThat(measured.layers()).hasSize(expected.get("per_layer").size());
                for (int layer = 0; layer < measured.layers().size(); layer++) {
                    assertThat(measured.layers().get(layer))
                            .isCloseTo(
                                    expected.get("per_layer").get(layer).get(0).asDouble(), within(DISTANCE_TOLERANCE));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"alex", "squeeze", "squeeze-checkpoint"})
    void distancesLayersAndUncalibratedDistancesOfTensors(String layout) {
        Map<String, WeightTensor> tensors = WeightFiles.read(golden.tensors());
        try (NDManager manager = TorchEngine.start().newManager(DeviceChoice.CPU)) {
            Lpips lpips = PerceptualModel.lpips(imported(layout), manager);
            golden.distances().get("tensors").properties().forEach(pair -> {
                NDArray a = upload(manager, tensors.get(pair.getKey() + "_a"));
                NDArray b = upload(manager, tensors.get(pair.getKey() + "_b"));
                JsonNode expected = pair.getValue().get(network(layout));

                assertClose(lpips.distance(a, b), expected.get("distance"));
                assertClose(lpips.uncalibrated(manager).distance(a, b), expected.get("uncalibrated"));
                List<NDArray> layers = lpips.layers(a, b);
                for (int layer = 0; layer < layers.size(); layer++) {
                    assertClose(layers.get(layer), expected.get("per_layer").get(layer));
                }
            });
        }
    }

    /** Published for what PyTorch's own generator draws after {@code manual_seed(42)}: {@code rand(2, 3, 100, 100) * 2 - 1}, twice. */
    @Test
    void distancesOfSeededNoiseAreThePublishedOnes() {
        try (NDManager manager = TorchEngine.start().newManager(DeviceChoice.CPU)) {
            Lpips lpips = PerceptualModel.lpips(imported("squeeze"), manager);
            Shape shape = new Shape(2, 3, 100, 100);
            manager.getEngine().setRandomSeed(42);
            NDArray first = manager.randomUniform(0, 1, shape).mul(2).sub(1);
            NDArray second = manager.randomUniform(0, 1, shape).mul(2).sub(1);

            assertThat(lpips.distance(first, second).toFloatArray())
                    .containsExactly(new float[] {0.1024f, 0.0938f}, within(0.00005f));
        }
    }

    @Test
    void theFingerprintsAreAsFarApartAsTheReferenceSays() {
        Map<String, WeightTensor> tensors = WeightFiles.read(golden.tensors());
        try (NDManager manager = TorchEngine.start().newManager(DeviceChoice.CPU)) {
            Lpips lpips = PerceptualModel.lpips(imported("alex"), manager);
            NDArray a = lpips.fingerprint(upload(manager, tensors.get("rand_3x64x64_a")));
            NDArray b = lpips.fingerprint(upload(manager, tensors.get("rand_3x64x64_b")));

            assertThat(a.getShape().get(1)).isEqualTo(31_872);
            assertClose(
                    a.sub(b).square().sum(new int[] {1}), golden.distances().at("/tensors/rand_3x64x64/alex/distance"));
        }
    }

    @Test
    void theGradientWithRespectToThePicture() {
        Map<String, WeightTensor> tensors = WeightFiles.read(golden.tensors());
        try (NDManager manager = TorchEngine.start().newManager(DeviceChoice.CPU)) {
            Lpips lpips = PerceptualModel.lpips(imported("alex"), manager);
            NDArray reference = picture(manager, "images/ex_ref.png");

            NDArray gradient = Gradients.at(
                    picture(manager, "images/ex_p0.png"),
                    moved -> lpips.distance(reference, moved).sum());

            assertThat(relativeDifference(
                            gradient.toFloatArray(),
                            tensors.get("grad_alex_ex_ref_p0_wrt_p0").values()))
                    .isLessThan(RELATIVE_TOLERANCE);
        }
    }

    @Test
    void theSpatialMap() {
        Map<String, WeightTensor> tensors = WeightFiles.read(golden.tensors());
        try (PerceptualModel model = PerceptualModel.load(imported("alex"), DeviceChoice.CPU)) {
            DistanceMap map = model.map(golden.picture("images/ex_ref.png"), golden.picture("images/ex_p0.png"));

            assertThat(relativeDifference(
                            map.values(), tensors.get("spatial_alex_ex_ref_p0").values()))
                    .isLessThan(RELATIVE_TOLERANCE);
        }
    }

    private ModelBundle imported(String layout) {
        return switch (layout) {
            case "alex" -> imported("alexnet-features.pth", Optional.of("lpips-v0.1-heads-alex.pth"));
            case "squeeze" ->
                imported("squeezenet1_1-features-legacy.pth", Optional.of("lpips-v0.1-heads-squeeze.pth"));
            case "squeeze-checkpoint" -> imported("lpips-squeeze-full-checkpoint.pth", Optional.empty());
            default -> throw new IllegalArgumentException(layout);
        };
    }

    private ModelBundle imported(String backbone, Optional<String> heads) {
        Path backboneFile = golden.weights(backbone);
        return WeightImporter.importBundle(backboneFile, heads.map(golden::weights), Optional.empty(), 64, "imported");
    }

    private static String network(String layout) {
        return layout.split("-")[0];
    }

    private NDArray picture(NDManager manager, String name) {
        return PictureTensors.of(manager, List.of(golden.picture(name)));
    }

    private static NDArray upload(NDManager manager, WeightTensor tensor) {
        return Tensors.of(manager, tensor.shape(), tensor.values());
    }

    private static void assertClose(NDArray measured, JsonNode expected) {
        float[] values = measured.toFloatArray();
        assertThat(values).hasSize(expected.size());
        for (int i = 0; i < values.length; i++) {
            assertThat((double) values[i]).isCloseTo(expected.get(i).asDouble(), within(DISTANCE_TOLERANCE));
        }
    }

    /** Frobenius norm of the difference over that of the expected values. */
    private static double relativeDifference(float[] measured, float[] expected) {
        assertThat(measured).hasSameSizeAs(expected);
        double difference = IntStream.range(0, expected.length)
                .mapToDouble(i -> Math.pow((double) measured[i] - expected[i], 2))
                .sum();
        double norm = IntStream.range(0, expected.length)
                .mapToDouble(i -> (double) expected[i] * expected[i])
                .sum();
        return Math.sqrt(difference / norm);
    }
}
