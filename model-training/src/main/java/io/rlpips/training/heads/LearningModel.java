package io.rlpips.training.heads;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.network.Backbone;
import io.rlpips.metric.weights.WeightTensor;
import io.rlpips.training.heads.adversary.Victim;
import io.rlpips.training.heads.ranking.HeadedMetric;
import io.rlpips.training.heads.ranking.RankingNetwork;
import io.rlpips.training.optimiser.WeightTensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Metric and ranking network while they learn, twice over the same numbers: once with gradients for the optimiser, once
 * without, for attacks and scores, which must leave none behind. Not thread-safe; its arrays belong to the manager it was
 * given.
 */
final class LearningModel {
    static final String BACKBONE = "backbone.";
    static final String HEAD = "heads.";

    private final Map<String, NDArray> learnt = new LinkedHashMap<>();
    private final HeadedMetric learningMetric;
    private final RankingNetwork learningRanking;
    private final HeadedMetric metric;
    private final RankingNetwork ranking;

    /**
     * @param tensors {@code backbone.*} and {@code heads.*} as in a bundle, {@code ranking.*} as {@link RankingNetwork}
     *     makes them
     */
    LearningModel(NDManager manager, Backbone backbone, boolean backboneLearns, Map<String, WeightTensor> tensors) {
        Map<String, NDArray> all = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            NDArray array = Tensors.of(manager, tensor.shape(), tensor.values());
            all.put(name, array);
            if (backboneLearns || !name.startsWith(BACKBONE)) {
                array.setRequiresGradient(true);
                learnt.put(name, array);
            }
        });
        this.learningMetric = metric(backbone, all);
        this.learningRanking = new RankingNetwork(all);
        // the same memory: what the optimiser writes is seen here too
        Map<String, NDArray> detached = new LinkedHashMap<>();
        all.forEach((name, array) -> detached.put(name, array.stopGradient()));
        this.metric = metric(backbone, detached);
        this.ranking = new RankingNetwork(detached);
    }

    /** @return what the optimiser moves, by name, with gradients required */
    Map<String, NDArray> learnt() {
        return learnt;
    }

    HeadedMetric learningMetric() {
        return learningMetric;
    }

    RankingNetwork learningRanking() {
        return learningRanking;
    }

    /** @return the metric as it is now, without gradients for its parameters */
    HeadedMetric metric() {
        return metric;
    }

    Victim victim(double dropout) {
        return new Victim(metric, ranking, dropout);
    }

    /** Distances stay at least 0: heads that a step made negative become 0. */
    void clampHeads() {
        Gradients.withoutRecording(() -> {
            learnt.forEach((name, array) -> {
                if (name.startsWith(HEAD)) {
                    try (NDArray negated = array.neg();
                            NDArray belowZero = Tensors.relu(negated)) {
                        array.addi(belowZero);
                    }
                }
            });
            return learnt;
        });
    }

    /** @return what has been learnt, copied */
    Map<String, WeightTensor> tensors() {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        learnt.forEach((name, array) -> tensors.put(name, WeightTensors.download(array)));
        return tensors;
    }

    private static HeadedMetric metric(Backbone backbone, Map<String, NDArray> all) {
        Map<String, NDArray> parameters = new LinkedHashMap<>();
        backbone.parameterShapes().keySet().forEach(name -> parameters.put(name, all.get(BACKBONE + name)));
        List<NDArray> heads = new ArrayList<>();
        for (int tap = 0; tap < backbone.tapChannels().size(); tap++) {
            heads.add(all.get(HEAD + tap));
        }
        return new HeadedMetric(new Lpips(backbone, parameters, heads), heads);
    }
}
