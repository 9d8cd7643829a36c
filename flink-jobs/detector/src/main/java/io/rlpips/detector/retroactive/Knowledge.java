package io.rlpips.detector.retroactive;

import io.rlpips.detector.control.ControlChange;
import java.util.List;

/**
 * What every task that remembers uploads is told: a reference, or a change of policies or models.
 *
 * @param references one or none
 * @param changes one or none
 */
public record Knowledge(List<LateReference> references, List<ControlChange> changes) {
    static Knowledge of(LateReference reference) {
        return new Knowledge(List.of(reference), List.of());
    }

    public static Knowledge of(ControlChange change) {
        return new Knowledge(List.of(), List.of(change));
    }
}
