package io.rlpips.detector.control;

import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.read.Coordinates;
import java.util.Comparator;

/**
 * A record of the models topic: from its broker time on it holds, where {@link ModelTimeline} does not refuse it.
 *
 * @param model what it is about; with {@link Command#RETIRE} and where there is a refusal only its id is known
 * @param refusal why the bundle cannot be used, in one line; empty where it can
 */
public record ModelChange(
        String modelId,
        Command command,
        ModelDescription model,
        String refusal,
        Coordinates at,
        long brokerTimeMillis) {
    /** In the order of the broker's clock; the same whatever partitions the records came from. */
    static final Comparator<ModelChange> ORDER = Comparator.comparingLong(ModelChange::brokerTimeMillis)
            .thenComparing(change -> change.at().partition())
            .thenComparing(change -> change.at().offset());

    /** What is to be done. */
    public enum Command {
        /** Fingerprint the references with it, beside the model in force. */
        PREPARE,
        /** Judge by it. */
        ACTIVATE,
        /** Drop its fingerprints. */
        RETIRE
    }
}
