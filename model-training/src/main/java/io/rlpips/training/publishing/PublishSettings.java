package io.rlpips.training.publishing;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.projection.BasisFormat;
import io.rlpips.metric.weights.Precision;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How what was trained becomes a bundle to be used.
 *
 * @param source what training left behind
 * @param data what it was trained on: a run's held-back pictures set its heads, all of it is calibrated against
 * @param background pictures that nothing was trained on, unrelated to each other and to {@code data}
 * @param out folder or {@code .zip} of the bundle; must not exist
 * @param modelId the bundle's name; a trained bundle keeps its own where there is none, a run needs one
 * @param falseMatchRate the share of unrelated pairs that the recommended threshold lets pass
 * @param projectionDimensions of the search projection; 0 for none
 * @param projectionFormat that its directions are stored in
 * @param measurements files of figures measured elsewhere, for the card; see
 *     {@link io.rlpips.metric.bundle.MeasurementsFile}
 * @param precision of the published tensors
 * @param intraOpThreads how many threads one tensor operation uses
 */
public record PublishSettings(
        PublishSource source,
        Path data,
        Path background,
        Path out,
        Optional<String> modelId,
        double falseMatchRate,
        int projectionDimensions,
        BasisFormat projectionFormat,
        List<Path> measurements,
        Precision precision,
        int intraOpThreads) {
    /** One unrelated pair in a million. */
    public static final double STANDARD_FALSE_MATCH_RATE = 1e-6;
    /** As many as leave a bundle of AlexNet at 64 pixels below 10 MB, with its tensors in float16. */
    public static final int STANDARD_PROJECTION_DIMENSIONS = 144;

    public static final BasisFormat STANDARD_PROJECTION_FORMAT = BasisFormat.INT8;

    public PublishSettings {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(projectionFormat, "projectionFormat");
        Objects.requireNonNull(precision, "precision");
        measurements = List.copyOf(measurements);
        if (!(falseMatchRate > 0 && falseMatchRate < 1)) {
            throw invalid("false-match rate of %s, needs above 0 and below 1".formatted(falseMatchRate));
        }
        if (projectionDimensions < 0) {
            throw invalid("projection of %d dimensions, needs at least 0".formatted(projectionDimensions));
        }
        if (source instanceof PublishSource.FinishedRun && modelId.isEmpty()) {
            throw invalid("a run has no model id: give one");
        }
    }

    private static RlpipsException invalid(String message) {
        return new RlpipsException(FailureCategory.INVALID_ARGUMENT, message);
    }
}
