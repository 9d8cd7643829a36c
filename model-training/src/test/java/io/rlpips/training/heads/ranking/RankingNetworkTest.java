package io.rlpips.training.heads.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.weights.WeightTensor;
import io.rlpips.training.Seeds;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RankingNetworkTest {
    private static final float[] FIRST = {0.1f, 0.8f, 0.35f, 0};
    private static final float[] SECOND = {0.4f, 0.2f, 0.35f, 0.05f};
    private static final float[] JUDGMENTS = {0.2f, 0.9f, 0.5f, 0};

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = TorchEngine.start().newManager(DeviceChoice.CPU);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void handComputed() {
        // the first hidden unit of each layer is all that counts: 1 x d0 + 2 x d1 - 1 x (d0 - d1), and the quotients
        Map<String, WeightTensor> tensors = zeros();
        set(tensors, "ranking.0.weight", 0, 1);
        set(tensors, "ranking.0.weight", 32, 2);
        set(tensors, "ranking.0.weight", 64, -1);
        set(tensors, "ranking.0.weight", 96, 0.5f);
        set(tensors, "ranking.0.weight", 128, -4);
        set(tensors, "ranking.0.bias", 0, 0.25f);
        set(tensors, "ranking.1.weight", 0, -1);
        set(tensors, "ranking.2.weight", 0, 3);
        set(tensors, "ranking.2.bias", 0, 0.5f);
        RankingNetwork network = RankingNetwork.of(manager, tensors);

        float[] logits =
                network.logits(manager.create(FIRST), manager.create(SECOND)).toFloatArray();

        for (int row = 0; row < FIRST.length; row++) {
            double d0 = FIRST[row];
            double d1 = SECOND[row];
            double hidden = d0 + 2 * d1 - (d0 - d1) + 0.5 * d0 / (d1 + 0.1) - 4 * d1 / (d0 + 0.1) + 0.25;
            double expected = 3 * leaky(-leaky(hidden)) + 0.5;
            assertThat((double) logits[row]).isCloseTo(expected, within(1e-5));
        }
    }

    @Test
    void theLossIsTheCrossEntropyOfTheSigmoid() {
        float[] logits = {0.3f, -2, 40, -40};

        float[] losses = RankingNetwork.crossEntropy(manager.create(logits), manager.create(JUDGMENTS))
                .toFloatArray();

        for (int row = 0; row < 2; row++) {
            double share = 1 / (1 + Math.exp(-logits[row]));
            double expected = -JUDGMENTS[row] * Math.log(share) - (1 - JUDGMENTS[row]) * Math.log(1 - share);
            assertThat((double) losses[row]).isCloseTo(expected, within(1e-6));
        }
        assertThat(losses[2]).as("sure and half wrong").isCloseTo(20, within(1e-4f));
        assertThat(losses[3]).as("sure and right").isCloseTo(0, within(1e-6f));
    }

    @Test
    void theGradientAgreesWithFiniteDifferences() {
        RankingNetwork network = RankingNetwork.of(manager, RankingNetwork.initial(Seeds.stream(4)));

        float[] gradient = Gradients.at(manager.create(FIRST), first -> loss(network, first))
                .toFloatArray();

        float step = 1e-3f;
        for (int row = 0; row < FIRST.length; row++) {
            float[] ahead = FIRST.clone();
            ahead[row] += step;
            float[] behind = FIRST.clone();
            behind[row] -= step;
            double slope = (loss(network, manager.create(ahead)).getFloat()
                            - loss(network, manager.create(behind)).getFloat())
                    / (2 * step);
            assertThat((double) gradient[row]).isCloseTo(slope, within(2e-3));
        }
    }

    @Test
    void theFirstWeightsDependOnTheSeedAndKeepTheirBound() {
        Map<String, WeightTensor> weights = RankingNetwork.initial(Seeds.stream(1));

        assertThat(RankingNetwork.initial(Seeds.stream(1))).isEqualTo(weights);
        assertThat(RankingNetwork.initial(Seeds.stream(2))).isNotEqualTo(weights);
        assertBound(weights.get("ranking.0.weight"), 1 / Math.sqrt(5));
        assertBound(weights.get("ranking.0.bias"), 1 / Math.sqrt(5));
        assertBound(weights.get("ranking.1.weight"), 1 / Math.sqrt(32));
        assertBound(weights.get("ranking.2.weight"), 1 / Math.sqrt(32));
    }

    @Test
    void resultsBelongToTheDistancesAndNothingStaysWithTheWeights() {
        RankingNetwork network = RankingNetwork.of(manager, RankingNetwork.initial(Seeds.stream(1)));
        int before = manager.getManagedArrays().size();

        try (NDManager scratch = manager.newSubManager()) {
            NDArray logits = network.logits(scratch.create(FIRST), scratch.create(SECOND));
            assertThat(logits.getManager()).isSameAs(scratch);
        }

        assertThat(manager.getManagedArrays()).hasSize(before);
    }

    @Test
    void aMissingLayerIsNamed() {
        Map<String, NDArray> nothing = Map.of();

        assertThatThrownBy(() -> new RankingNetwork(nothing))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("ranking.0.weight");
    }

    private NDArray loss(RankingNetwork network, NDArray first) {
        NDManager owner = first.getManager();
        return RankingNetwork.crossEntropy(network.logits(first, owner.create(SECOND)), owner.create(JUDGMENTS))
                .sum();
    }

    private static double leaky(double value) {
        return value > 0 ? value : 0.2 * value;
    }

    private static Map<String, WeightTensor> zeros() {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>(RankingNetwork.initial(Seeds.stream(0)));
        tensors.replaceAll((name, tensor) -> new WeightTensor(tensor.shape(), new float[tensor.values().length]));
        return tensors;
    }

    private static void set(Map<String, WeightTensor> tensors, String name, int index, float value) {
        tensors.get(name).values()[index] = value;
    }

    private static void assertBound(WeightTensor tensor, double bound) {
        float[] values = tensor.values().clone();
        Arrays.sort(values);
        assertThat((double) values[0]).isBetween(-bound, -bound / 2);
        assertThat((double) values[values.length - 1]).isBetween(bound / 2, bound);
    }
}
