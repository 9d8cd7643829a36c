package io.rlpips.training.detection;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.view.ViewSet;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is measured and how thoroughly.
 *
 * @param stages in any order
 * @param falseMatchRate of the threshold that recall and attacks are measured at
 * @param asIsShare what the picture as it is keeps of the false matches where there are other views; see
 *     {@link io.rlpips.metric.bundle.ViewThresholds}
 * @param seed of edits, attacks and resampling
 * @param threads on which independent work runs, each with one intra-op thread
 * @param attacks how thorough attacks are
 * @param out folder of finished stages, one folder a model in it
 */
public record DetectionPlan(
        Set<DetectionStage> stages,
        double falseMatchRate,
        double asIsShare,
        long seed,
        int threads,
        AttackPlan attacks,
        Path out) {
    private static final List<Double> USUAL_RATES = List.of(1e-5, 1e-6, 1e-7);

    public DetectionPlan {
        if (!(falseMatchRate > 0 && falseMatchRate < 1)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "false-match rate of %s, must lie between 0 and 1".formatted(falseMatchRate));
        }
        double alike = 1.0 / ViewSet.STANDARD.views().size();
        if (!(asIsShare >= alike && asIsShare < 1)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "--as-is-share is %s, must be at least %.4f, where all views count alike, and below 1"
                            .formatted(asIsShare, alike));
        }
        stages = Set.copyOf(stages);
    }

    /** @return rates that thresholds are set at, falling */
    List<Double> rates() {
        return Stream.concat(USUAL_RATES.stream(), Stream.of(falseMatchRate))
                .distinct()
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    boolean wants(DetectionStage stage) {
        return stages.contains(stage);
    }
}
