package io.rlpips.training.publishing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.bundle.Manifest;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.bundle.Training;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.TestBundles;
import io.rlpips.training.publishing.WeightAverage.Part;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightAverageTest {
    private static final ModelBundle FIRST = trained("first", 1);
    private static final ModelBundle SECOND = trained("second", 2);
    private static final ModelBundle THIRD = trained("third", 3);

    @Test
    void everyWeightIsTheMeanByShares() {
        ModelBundle mean = average(new Part(FIRST, 1), new Part(SECOND, 2), new Part(THIRD, 5));

        assertThat(mean.tensors().keySet()).isEqualTo(FIRST.tensors().keySet());
        mean.tensors().forEach((name, tensor) -> {
            assertThat(tensor.shape()).isEqualTo(FIRST.tensors().get(name).shape());
            for (int i = 0; i < tensor.values().length; i++) {
                double expected = (value(FIRST, name, i) + 2 * value(SECOND, name, i) + 5 * value(THIRD, name, i)) / 8;
                assertThat((double) tensor.values()[i]).isCloseTo(expected, within(1e-6 * (1 + Math.abs(expected))));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 0.1, 0.7, 1e-9, 1e300})
    void weightsThatAllShareStayTheSameBits(double share) {
        ModelBundle mean = average(new Part(FIRST, share), new Part(FIRST, 0.3), new Part(FIRST, share));

        assertThat(mean.modelHash()).isEqualTo(FIRST.modelHash());
    }

    @Test
    void onlyWhatTheSharesAreOfEachOtherCounts() {
        assertThat(average(new Part(FIRST, 0.75), new Part(SECOND, 0.25)).modelHash())
                .isEqualTo(average(new Part(FIRST, 3), new Part(SECOND, 1)).modelHash());
    }

    @Test
    void itTellsWhatItIsMadeOfAndHasNoThresholdOfItsParts() {
        ModelBundle calibrated = FIRST.with(FIRST.manifest().withRecommendedThreshold(0.1));

        Manifest manifest =
                average(new Part(calibrated, 0.2), new Part(SECOND, 0.8)).manifest();

        assertThat(manifest.modelId()).isEqualTo("mean");
        assertThat(manifest.parent()).contains("second");
        assertThat(manifest.recommendedThreshold()).isEmpty();
        Training training = manifest.training().orElseThrow();
        assertThat(training.command()).isEqualTo("average again");
        assertThat(training.details())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "model 1",
                        "share 0.2 of first, hash " + FIRST.modelHash() + ", seed 1: train first",
                        "model 2",
                        "share 0.8 of second, hash " + SECOND.modelHash() + ", seed 2: train second"));
    }

    @Test
    void modelsOfAnotherInputSizeAreRefused() {
        refused("random", List.of(new Part(FIRST, 1), new Part(TestBundles.random(64, 4), 1)));
    }

    @Test
    void oneModelAloneIsRefused() {
        refused("there is 1", List.of(new Part(FIRST, 1)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void aShareThatIsNoneIsRefused(double share) {
        assertThatThrownBy(() -> new Part(FIRST, share))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("share of first is " + share);
    }

    private static void refused(String named, List<Part> parts) {
        assertThatThrownBy(() -> WeightAverage.of(parts, "mean", "average again"))
                .isInstanceOfSatisfying(
                        RlpipsException.class,
                        refused -> assertThat(refused.category()).isEqualTo(FailureCategory.INVALID_ARGUMENT))
                .hasMessageContaining(named);
    }

    private static ModelBundle average(Part... parts) {
        return WeightAverage.of(List.of(parts), "mean", "average again");
    }

    private static ModelBundle trained(String id, long seed) {
        ModelBundle random = TestBundles.random(32, seed);
        return random.with(random.manifest()
                .withModelId(id)
                .withTraining(new Training("waves", 9, seed, 1, "train " + id, Map.of())));
    }

    private static double value(ModelBundle bundle, String name, int index) {
        return bundle.tensors().get(name).values()[index];
    }
}
