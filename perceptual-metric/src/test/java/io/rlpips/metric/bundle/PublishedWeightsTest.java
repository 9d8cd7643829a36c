package io.rlpips.metric.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.network.Backbone;
import io.rlpips.metric.weights.SharedWeights;
import io.rlpips.metric.weights.WeightFiles;
import io.rlpips.metric.weights.WeightTensor;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every layout in which the reference weights were published. Values are held against the golden ones elsewhere. */
final class PublishedWeightsTest {
    @Test
    void aZipStateDictAndLegacyHeadsMakeAnAlexNetBundle() {
        ModelBundle bundle = imported("alexnet-features.pth", Optional.of("lpips-v0.1-heads-alex.pth"));

        assertThat(bundle.manifest().backbone()).isEqualTo(Backbone.ALEXNET);
        assertThat(bundle.tensors().get("backbone.features.0.weight").shape()).containsExactly(64, 3, 11, 11);
        assertThat(bundle.tensors().get("heads.4").shape()).containsExactly(256);
        assertThat(bundle.tensors())
                .allSatisfy((name, tensor) -> assertThat(sum(tensor)).isFinite());
    }

    @Test
    void aLegacyStateDictAndTheFullCheckpointOfTheSameNetworkMakeTheSameModel() {
        ModelBundle separate =
                imported("squeezenet1_1-features-legacy.pth", Optional.of("lpips-v0.1-heads-squeeze.pth"));
        ModelBundle whole = imported("lpips-squeeze-full-checkpoint.pth", Optional.empty());

        assertThat(whole.manifest().backbone()).isEqualTo(Backbone.SQUEEZENET);
        assertThat(whole.modelHash()).isEqualTo(separate.modelHash());
        assertThat(whole.tensors()).isEqualTo(separate.tensors());
    }

    @Test
    void headsOfTheVggModelHaveTheChannelsOfItsTaps() {
        Map<String, WeightTensor> heads = WeightFiles.read(SharedWeights.file("lpips-v0.1-heads-vgg.pth"));

        assertThat(heads.keySet())
                .containsExactly(
                        "lin0.model.1.weight",
                        "lin1.model.1.weight",
                        "lin2.model.1.weight",
                        "lin3.model.1.weight",
                        "lin4.model.1.weight");
        assertThat(heads.get("lin3.model.1.weight").shape()).containsExactly(1, 512, 1, 1);
    }

    @Test
    void headsOfAnotherNetworkAreRefused() {
        // Looked for first: that they are not there is a reason to skip, and no refusal.
        SharedWeights.file("alexnet-features.pth");
        SharedWeights.file("lpips-v0.1-heads-squeeze.pth");
        SharedWeights.file("lpips-v0.1-heads-vgg.pth");

        assertThatThrownBy(() -> imported("alexnet-features.pth", Optional.of("lpips-v0.1-heads-squeeze.pth")))
                .hasMessageContaining("alexnet needs 5 heads");
        assertThatThrownBy(() -> imported("alexnet-features.pth", Optional.of("lpips-v0.1-heads-vgg.pth")))
                .hasMessageContaining("head 1 has shape [1, 128, 1, 1], expected [1, 192, 1, 1]");
    }

    @Test
    void aNetworkWithoutHeadsIsRefused() {
        SharedWeights.file("alexnet-features.pth");

        assertThatThrownBy(() -> imported("alexnet-features.pth", Optional.empty()))
                .hasMessageContaining("alexnet needs 5 heads");
    }

    private static ModelBundle imported(String backbone, Optional<String> heads) {
        return WeightImporter.importBundle(
                SharedWeights.file(backbone), heads.map(SharedWeights::file), Optional.empty(), 64, "published");
    }

    private static double sum(WeightTensor tensor) {
        double sum = 0;
        for (float value : tensor.values()) {
            sum += value;
        }
        return sum;
    }
}
