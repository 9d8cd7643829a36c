package io.rlpips.training.heads;

import io.rlpips.metric.bundle.ModelBundle;

/**
 * The result of a run.
 *
 * @param bundle as it lies on disk, without a recommended threshold: that is measured when it is published
 */
public record TrainedHeads(HeadReport report, ModelBundle bundle) {}
