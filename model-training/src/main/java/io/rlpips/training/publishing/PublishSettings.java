package io.rlpips.training.publishing;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.weights.Precision;
import java.nio.file.Path;

/**
 * How a finished run becomes a bundle.
 *
 * @param run folder of a finished {@link io.rlpips.training.backbone.BackboneTrainer} run
 * @param data what the run was trained on: its held-back pictures set the heads, all of it is calibrated against
 * @param background pictures that nothing was trained on, unrelated to each other and to {@code data}
 * @param out folder or {@code .zip} of the bundle; must not exist
 * @param modelId the bundle's name
 * @param falseMatchRate the share of unrelated pairs that the recommended threshold lets pass
 * @param intraOpThreads how many threads one tensor operation uses
 */
public record PublishSettings(
        Path run,
        Path data,
        Path background,
        Path out,
        String modelId,
        double falseMatchRate,
        Precision precision,
        int intraOpThreads) {
    /** One unrelated pair in a million. */
    public static final double STANDARD_FALSE_MATCH_RATE = 1e-6;

    public PublishSettings {
        if (!(falseMatchRate > 0 && falseMatchRate < 1)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "false-match rate of %s, needs above 0 and below 1".formatted(falseMatchRate));
        }
    }
}
