package io.rlpips.training.detection;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What is measured and how thoroughly.
 *
 * @param stages in any order
 * @param falseMatchRate of the threshold that recall and attacks are measured at; one of {@link #RATES}
 * @param seed of edits, attacks and resampling
 * @param threads on which independent work runs, each with one intra-op thread
 * @param attacks how thorough attacks are
 * @param out folder of finished stages, one folder a model in it
 */
public record DetectionPlan(
        Set<DetectionStage> stages, double falseMatchRate, long seed, int threads, AttackPlan attacks, Path out) {
    /** Rates that thresholds are set at. */
    public static final List<Double> RATES = FalseMatchStudy.RATES;

    public DetectionPlan {
        stages = Set.copyOf(stages);
    }

    boolean wants(DetectionStage stage) {
        return stages.contains(stage);
    }
}
