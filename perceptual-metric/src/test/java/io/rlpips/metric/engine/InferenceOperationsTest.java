package io.rlpips.metric.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.network.Backbone;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InferenceOperationsTest {
    private static final int PICTURES = 33;

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
    void theyComputeWhatDifferentiableOnesDoWhateverTheSize(Backbone backbone) {
        NetworkOperations plain = new DifferentiableOperations(parameters(backbone));
        NetworkOperations packed = new InferenceOperations(manager, parameters(backbone));
        for (Shape shape : List.of(new Shape(2, 3, 64, 64), new Shape(1, 3, 64, 64), new Shape(3, 3, 51, 83))) {
            NDArray pictures = random(shape, 7);
            List<NDArray> expected = backbone.taps(plain, pictures);
            List<NDArray> found = backbone.taps(packed, pictures);
            assertThat(found).hasSameSizeAs(expected);
            for (int tap = 0; tap < found.size(); tap++) {
                assertThat(found.get(tap).getShape())
                        .isEqualTo(expected.get(tap).getShape());
                float largest = expected.get(tap).max().getFloat();
                assertThat(largest).isPositive();
                assertThat(found.get(tap).sub(expected.get(tap)).abs().max().getFloat())
                        .as("tap %d of %s", tap, shape)
                        .isLessThan(1e-5f * largest);
            }
            List<NDArray> heads = expected.stream()
                    .map(tap -> random(new Shape(tap.getShape().get(1)), 4).abs())
                    .toList();
            NDArray points = plain.fingerprint(expected, heads);
            NDArray foundPoints = packed.fingerprint(found, heads);
            assertThat(foundPoints.getShape()).isEqualTo(points.getShape());
            NDArray distance = foundPoints.sub(points).square().sum(new int[] {1});
            assertThat(distance.max().getFloat()).isLessThan(1e-9f);
            assertThat(points.square().sum().getFloat()).isGreaterThan(0.1f);
        }
    }

    @ParameterizedTest
    @EnumSource(Backbone.class)
    void theBitsOfAPictureDoNotDependOnItsBatch(Backbone backbone) {
        NetworkOperations packed = new InferenceOperations(manager, parameters(backbone));
        NDArray pictures = random(new Shape(PICTURES, 3, 64, 64), 8);
        float[][] together = rows(backbone.taps(packed, pictures), PICTURES);
        for (int batch : new int[] {1, 2, 3, 5, 16, 32}) {
            for (int from = 0; from + batch <= PICTURES; from += batch) {
                int[] some = IntStream.range(from, from + batch).toArray();
                float[][] apart = rows(backbone.taps(packed, Tensors.rows(manager, pictures, some)), batch);
                for (int i = 0; i < batch; i++) {
                    assertThat(apart[i])
                            .as("picture %d in a batch of %d", from + i, batch)
                            .isEqualTo(together[from + i]);
                }
            }
        }
    }

    @Test
    void threadsMayShareThemFromTheFirstPictureOn() throws InterruptedException, ExecutionException {
        NetworkOperations packed = new InferenceOperations(manager, parameters(Backbone.SQUEEZENET));
        NetworkOperations alone = new InferenceOperations(manager, parameters(Backbone.SQUEEZENET));
        NDArray pictures = random(new Shape(2, 3, 64, 64), 9);
        float[][] expected = rows(Backbone.SQUEEZENET.taps(alone, pictures), 2);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<float[][]>> results = IntStream.range(0, 12)
                    .mapToObj(i -> threads.submit(() -> {
                        try (NDManager own = manager.newSubManager()) {
                            return rows(Backbone.SQUEEZENET.taps(packed, Tensors.sharedWith(own, pictures)), 2);
                        }
                    }))
                    .toList();
            for (Future<float[][]> result : results) {
                assertThat(result.get()).isDeepEqualTo(expected);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whatTheEngineWouldDieOfIsRefused() {
        Map<String, NDArray> parameters = new LinkedHashMap<>();
        parameters.put("one.weight", random(new Shape(4, 3, 5, 5), 1));
        parameters.put("one.bias", random(new Shape(4), 2));
        parameters.put("odd.weight", random(new Shape(4, 3, 5, 5), 1));
        parameters.put("odd.bias", random(new Shape(3), 2));
        NetworkOperations packed = new InferenceOperations(manager, parameters);

        assertRefused(packed, "one", new Shape(1, 2, 8, 8), "needs 3 channels");
        assertRefused(packed, "one", new Shape(1, 3, 8, 4), "needs sides of at least 5");
        assertRefused(packed, "one", new Shape(3, 8, 8), "needs float32 with 4 axes");
        assertRefused(packed, "odd", new Shape(1, 3, 8, 8), "with bias");
        assertThat(packed.activated("one", random(new Shape(1, 3, 8, 8), 3), 1, 0)
                        .getShape())
                .isEqualTo(new Shape(1, 4, 4, 4));

        NDArray tap = random(new Shape(2, 4, 3, 3), 5);
        assertMismatch(packed, List.of(), List.of(), "fingerprint of 0 taps");
        assertMismatch(packed, List.of(tap), List.of(), "fingerprint of 1 taps with 0 heads");
        assertMismatch(packed, List.of(tap), List.of(random(new Shape(3), 6)), "with head (3)");
        assertMismatch(packed, List.of(tap), List.of(random(new Shape(4, 1), 6)), "needs float32 with 1 axes");
    }

    private static void assertMismatch(NetworkOperations packed, List<NDArray> taps, List<NDArray> heads, String why) {
        assertThatThrownBy(() -> packed.fingerprint(taps, heads))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining(why);
    }

    private void assertRefused(NetworkOperations packed, String layer, Shape input, String why) {
        assertThatThrownBy(() -> packed.activated(layer, random(input, 3), 1, 0))
                .isInstanceOfSatisfying(
                        RlpipsException.class,
                        refused -> assertThat(refused.category()).isEqualTo(FailureCategory.INVALID_ARGUMENT))
                .hasMessageContaining(why);
    }

    /** @return all taps of each picture, one after the other */
    private static float[][] rows(List<NDArray> taps, int pictures) {
        List<NDArray> flat = taps.stream().map(tap -> tap.reshape(pictures, -1)).toList();
        float[] all = Tensors.join(flat, 1).toFloatArray();
        int length = all.length / pictures;
        return IntStream.range(0, pictures)
                .mapToObj(i -> Arrays.copyOfRange(all, i * length, (i + 1) * length))
                .toArray(float[][]::new);
    }

    private Map<String, NDArray> parameters(Backbone backbone) {
        Map<String, NDArray> parameters = new LinkedHashMap<>();
        backbone.parameterShapes().forEach((name, dimensions) -> {
            Shape shape = new Shape(Arrays.stream(dimensions).asLongStream().toArray());
            // As trained networks have it, so that activations keep their size from layer to layer.
            double inputs = (double) shape.size() / shape.get(0);
            parameters.put(name, random(shape, name.hashCode()).mul(Math.sqrt(2 / inputs)));
        });
        return parameters;
    }

    private NDArray random(Shape shape, int seed) {
        Random random = new Random(seed);
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensors.of(manager, shape, values);
    }
}
