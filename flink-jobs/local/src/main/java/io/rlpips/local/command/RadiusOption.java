package io.rlpips.local.command;

import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import picocli.CommandLine.Option;

/** How far is searched. */
final class RadiusOption {
    @Option(
            names = "--radius",
            paramLabel = "D",
            description = "Largest distance that counts (default: the model's recommended threshold).")
    private Double radius;

    /** @throws RlpipsException INVALID_ARGUMENT when neither the option nor the bundle names one */
    double within(ModelBundle bundle) {
        return radius != null
                ? radius
                : bundle.manifest()
                        .recommendedThreshold()
                        .orElseThrow(() -> new RlpipsException(
                                FailureCategory.INVALID_ARGUMENT,
                                "model %s recommends no threshold: give --radius".formatted(bundle.modelId())));
    }
}
