package io.rlpips.local.command;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.OptionalDouble;
import picocli.CommandLine.Option;

/** From which distance on pictures are no copies. */
final class ThresholdOption {
    @Option(
            names = "--threshold",
            paramLabel = "X",
            description = "Largest distance that is a match, whatever the views; without it those that the model"
                    + " recommends for the pictures as they are and for other views.")
    private Double threshold;

    /** @throws RlpipsException INVALID_ARGUMENT unless above 0 and finite */
    OptionalDouble value() {
        if (threshold == null) {
            return OptionalDouble.empty();
        }
        if (!(threshold > 0) || threshold.isInfinite()) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "--threshold is %s, must be above 0".formatted(threshold));
        }
        return OptionalDouble.of(threshold);
    }
}
