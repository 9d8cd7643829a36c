package io.rlpips.metric.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.network.Backbone;
import io.rlpips.metric.weights.Precision;
import io.rlpips.metric.weights.SafetensorsFormat;
import io.rlpips.metric.weights.TestArchives;
import io.rlpips.metric.weights.WeightTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class WeightImporterTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Backbone.class)
    void aNetworkIsFoundByItsNamesAndShapes(Backbone backbone) {
        Map<String, WeightTensor> tensors = TestBundles.tensors(backbone, 1);
        Path network = safetensors("network", torchvision(tensors));
        Path heads = TestArchives.checkpoint(folder.resolve("heads.pth"), lpipsHeads(tensors, "lin%s.model.1.weight"));

        ModelBundle bundle = WeightImporter.importBundle(network, Optional.of(heads), Optional.empty(), 64, "imported");

        assertThat(bundle.manifest().backbone()).isEqualTo(backbone);
        assertThat(bundle.manifest().recipe()).isEqualTo("imported");
        assertThat(bundle.manifest().recommendedThreshold()).isEmpty();
        assertThat(bundle.tensors()).isEqualTo(tensors);
    }

    /** VGG16 and the R-LPIPS authors' checkpoints are published in this layout only. */
    @ParameterizedTest
    @EnumSource(Backbone.class)
    void aWholeLpipsCheckpointIsTakenApart(Backbone backbone) {
        Map<String, WeightTensor> tensors = TestBundles.tensors(backbone, 2);
        Path file = TestArchives.checkpoint(folder.resolve("whole.pth"), lpips(tensors, name -> name));

        assertThat(imported(file).tensors()).isEqualTo(tensors);
    }

    @Test
    void theWrapperOfParallelTrainingIsSeenThrough() {
        Map<String, WeightTensor> tensors = TestBundles.tensors(Backbone.SQUEEZENET, 3);
        Path file = safetensors("parallel", lpips(tensors, name -> "module." + name));

        assertThat(imported(file).tensors()).isEqualTo(tensors);
    }

    @Test
    void tensorsOfABundleCanBeImportedAgain() {
        Map<String, WeightTensor> tensors = TestBundles.tensors(Backbone.SQUEEZENET, 4);

        assertThat(imported(safetensors("own", tensors)).tensors()).isEqualTo(tensors);
    }

    @Test
    void whatTheMetricDoesNotNeedIsIgnored() {
        Map<String, WeightTensor> tensors = TestBundles.tensors(Backbone.SQUEEZENET, 5);
        Map<String, WeightTensor> more = lpips(tensors, name -> name);
        more.put("classifier.1.weight", vector(Float.NaN));
        more.put("rankLoss.net.0.bias", vector(1));

        assertThat(imported(safetensors("more", more)).tensors()).isEqualTo(tensors);
    }

    @Test
    void aWrongNetworkIsDescribed() {
        Map<String, WeightTensor> tensors = lpips(TestBundles.tensors(Backbone.SQUEEZENET, 6), name -> name);
        tensors.remove("net.slice1.0.bias");
        tensors.put("net.slice1.0.weight", vector(1));
        tensors.put("net.slice1.1.running_mean", vector(1));
        Path file = safetensors("wrong", tensors);

        assertRefused(
                () -> imported(file),
                "tensors do not fit squeezenet: 'features.0.weight' has shape [1], expected [64, 3, 3, 3]; "
                        + "'features.0.bias' [64] is missing; 'features.1.running_mean' is unknown");
        assertRefused(
                () -> WeightImporter.importBundle(
                        file, Optional.empty(), Optional.of(Backbone.ALEXNET), 64, "imported"),
                "tensors do not fit alexnet: ");
        assertRefused(() -> imported(safetensors("none", Map.of("fc.weight", vector(1)))), "no tensor of a network");
    }

    @Test
    void wrongHeadsAreDescribed() {
        assertHeadRefused("lin0.model.1.weight", null, "squeezenet needs 7 heads");
        assertHeadRefused("lin0.model.1.weight", head(64, -1e-12f), "head 0 has weight -1.0E-12 for channel 63");
        assertHeadRefused("lin1.model.1.weight", head(128, Float.NaN), "head 1 has weight NaN for channel 127");
        assertHeadRefused("lin2.model.1.weight", head(3, 1), "head 2 has shape [1, 3, 1, 1], expected [1, 256, 1, 1]");
    }

    private void assertHeadRefused(String name, WeightTensor head, String message) {
        Map<String, WeightTensor> tensors = TestBundles.tensors(Backbone.SQUEEZENET, 7);
        Map<String, WeightTensor> file = torchvision(tensors);
        file.putAll(lpipsHeads(tensors, "lin%s.model.1.weight"));
        if (head == null) {
            file.remove(name);
        } else {
            file.put(name, head);
        }
        assertRefused(() -> imported(safetensors("heads", file)), message);
    }

    @Test
    void twoNamesForOneHeadMustAgree() {
        Map<String, WeightTensor> tensors = lpips(TestBundles.tensors(Backbone.SQUEEZENET, 8), name -> name);
        tensors.put("lins.0.model.1.weight", head(64, 1));

        assertRefused(() -> imported(safetensors("two", tensors)), "differs from another tensor that means the same");
    }

    @Test
    void anotherScalingOfTheInputIsRefused() {
        Map<String, WeightTensor> tensors = lpips(TestBundles.tensors(Backbone.SQUEEZENET, 9), name -> name);
        tensors.put("scaling_layer.scale", new WeightTensor(new int[] {1, 3, 1, 1}, new float[] {.229f, .224f, .225f}));

        assertRefused(
                () -> imported(safetensors("scaled", tensors)), "'scaling_layer.scale' is not [0.458, 0.448, 0.45]");
    }

    private ModelBundle imported(Path file) {
        return WeightImporter.importBundle(file, Optional.empty(), Optional.empty(), 64, "imported");
    }

    private static Map<String, WeightTensor> torchvision(Map<String, WeightTensor> tensors) {
        Map<String, WeightTensor> renamed = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith("backbone.")) {
                renamed.put(name.substring("backbone.".length()), tensor);
            }
        });
        return renamed;
    }

    private static Map<String, WeightTensor> lpipsHeads(Map<String, WeightTensor> tensors, String pattern) {
        Map<String, WeightTensor> heads = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith("heads.")) {
                int[] shape = {1, tensor.shape()[0], 1, 1};
                heads.put(
                        pattern.formatted(name.substring("heads.".length())), new WeightTensor(shape, tensor.values()));
            }
        });
        return heads;
    }

    private static Map<String, WeightTensor> lpips(Map<String, WeightTensor> tensors, UnaryOperator<String> rename) {
        Map<String, WeightTensor> checkpoint = new LinkedHashMap<>();
        int[] scaling = {1, 3, 1, 1};
        checkpoint.put("scaling_layer.shift", new WeightTensor(scaling, new float[] {-.030f, -.088f, -.188f}));
        checkpoint.put("scaling_layer.scale", new WeightTensor(scaling, new float[] {.458f, .448f, .450f}));
        torchvision(tensors)
                .forEach((name, tensor) -> checkpoint.put(name.replaceFirst("^features\\.", "net.slice1."), tensor));
        checkpoint.putAll(lpipsHeads(tensors, "lin%s.model.1.weight"));
        checkpoint.putAll(lpipsHeads(tensors, "lins.%s.model.1.weight"));
        Map<String, WeightTensor> renamed = new LinkedHashMap<>();
        checkpoint.forEach((name, tensor) -> renamed.put(rename.apply(name), tensor));
        return renamed;
    }

    private Path safetensors(String name, Map<String, WeightTensor> tensors) {
        try {
            return Files.write(folder.resolve(name), SafetensorsFormat.write(tensors, Precision.FLOAT32));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static WeightTensor vector(float... values) {
        return new WeightTensor(new int[] {values.length}, values);
    }

    private static WeightTensor head(int channels, float last) {
        float[] values = new float[channels];
        values[channels - 1] = last;
        return new WeightTensor(new int[] {1, channels, 1, 1}, values);
    }

    private static void assertRefused(ThrowingCallable importing, String message) {
        assertThatThrownBy(importing)
                .isInstanceOfSatisfying(
                        RlpipsException.class,
                        refusal -> assertThat(refusal.category()).isEqualTo(FailureCategory.INVALID_WEIGHTS))
                .hasMessageContaining(message);
    }
}
