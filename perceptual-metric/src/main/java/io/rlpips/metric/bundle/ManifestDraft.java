package io.rlpips.metric.bundle;

import io.rlpips.metric.weights.Precision;
import java.util.List;
import java.util.Optional;

/** A copy of a manifest in which a field is being changed. */
final class ManifestDraft {
    private final Manifest original;

    String modelId;
    Optional<Training> training;
    Optional<String> parent;
    List<Measurement> metrics;
    Optional<CalibrationCurve> calibration;
    Optional<Double> recommendedThreshold;
    Optional<ProjectionNotes> projection;
    Precision precision;
    Optional<String> tensorsSha256;

    ManifestDraft(Manifest original) {
        this.original = original;
        this.modelId = original.modelId();
        this.training = original.training();
        this.parent = original.parent();
        this.metrics = original.metrics();
        this.calibration = original.calibration();
        this.recommendedThreshold = original.recommendedThreshold();
        this.projection = original.projection();
        this.precision = original.precision();
        this.tensorsSha256 = original.tensorsSha256();
    }

    Manifest finished() {
        return new Manifest(
                original.formatVersion(),
                modelId,
                original.backbone(),
                original.inputSize(),
                original.recipe(),
                training,
                parent,
                metrics,
                calibration,
                recommendedThreshold,
                projection,
                precision,
                tensorsSha256,
                original.createdBy());
    }
}
