package io.rlpips.metric.bundle;

import java.util.Objects;
import java.util.Optional;

/**
 * A figure that was measured with the model, and how to measure it again.
 *
 * @param name for example {@code validation top-1 accuracy}
 * @param value finite
 * @param unit of the value, unless it is a plain ratio or count
 * @param target what was aimed at, in the same unit
 * @param command the command line that measures it
 */
public record Measurement(String name, double value, Optional<String> unit, Optional<Double> target, String command) {
    public Measurement {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(command, "command");
        if (!Double.isFinite(value)
                || target.filter(aim -> !Double.isFinite(aim)).isPresent()) {
            throw BundleFailure.of("metric '%s' has value %s and target %s: both must be finite", name, value, target);
        }
    }

    /** A ratio or count without a target. */
    public static Measurement of(String name, double value, String command) {
        return new Measurement(name, value, Optional.empty(), Optional.empty(), command);
    }
}
