package io.rlpips.training.heads.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.weights.WeightFiles;
import io.rlpips.metric.weights.WeightTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The reference implementation's ranking network, where its values lie beside the repository. */
class RankingNetworkGoldenTest {
    private NDManager manager;
    private Path golden;
    private Map<String, WeightTensor> values;

    @BeforeEach
    void open() {
        golden = beside("shared/golden");
        assumeTrue(Files.isDirectory(golden), "skipped: no shared/golden beside the repository");
        values = WeightFiles.read(golden.resolve("tensors.npz"), name -> name.startsWith("rank."));
        manager = TorchEngine.start().newManager(DeviceChoice.CPU);
    }

    @AfterEach
    void close() {
        if (manager != null) {
            manager.close();
        }
    }

    @Test
    void theSameShares() {
        float[] shares = network().logits(array("d0"), array("d1")).toFloatArray();

        float[] expected = values.get("rank.logit").values();
        for (int row = 0; row < expected.length; row++) {
            assertThat(1 / (1 + Math.exp(-shares[row]))).isCloseTo(expected[row], within(1e-6));
        }
    }

    @Test
    void theSameLossAndGradient() throws IOException {
        double expected = new ObjectMapper()
                .readTree(golden.resolve("lpips.json").toFile())
                .get("ranking_loss")
                .asDouble();

        assertThat((double) loss(array("d0")).getFloat()).isCloseTo(expected, within(1e-6));
        assertThat(Gradients.at(array("d0"), this::loss).toFloatArray())
                .containsExactly(values.get("rank.grad_d0").values(), within(1e-6f));
    }

    private NDArray loss(NDArray first) {
        return RankingNetwork.crossEntropy(network().logits(first, array("d1")), array("judge"))
                .mean();
    }

    private RankingNetwork network() {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        for (int layer = 0; layer < 3; layer++) {
            tensors.put("ranking." + layer + ".weight", transposed(values.get("rank.model." + 2 * layer + ".weight")));
            tensors.put("ranking." + layer + ".bias", values.get("rank.model." + 2 * layer + ".bias"));
        }
        return RankingNetwork.of(manager, tensors);
    }

    /** [O, I, 1, 1] as published, [I, O] here. */
    private static WeightTensor transposed(WeightTensor published) {
        int outputs = published.shape()[0];
        int inputs = published.shape()[1];
        float[] turned = new float[inputs * outputs];
        for (int output = 0; output < outputs; output++) {
            for (int input = 0; input < inputs; input++) {
                turned[input * outputs + output] = published.values()[output * inputs + input];
            }
        }
        return new WeightTensor(new int[] {inputs, outputs}, turned);
    }

    private NDArray array(String name) {
        return manager.create(values.get("rank." + name).values());
    }

    private static Path beside(String path) {
        Path folder = Path.of("").toAbsolutePath();
        while (folder.getParent() != null && !Files.isDirectory(folder.resolve(".mvn"))) {
            folder = folder.getParent();
        }
        return folder.resolveSibling(path);
    }
}
