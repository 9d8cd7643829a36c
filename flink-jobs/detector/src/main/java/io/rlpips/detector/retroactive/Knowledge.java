package io.rlpips.detector.retroactive;

import io.rlpips.detector.control.ControlChange;
import java.util.List;

/**
 * What every task that remembers uploads is told: a change of a reference, or of policies or models.
 *
 * @param superseded what a change of a reference does to its earlier versions, before what it brings; one or none
 * @param references what it brings; one or none
 * @param changes one or none
 */
public record Knowledge(List<Superseded> superseded, List<LateReference> references, List<ControlChange> changes) {
    static Knowledge of(Superseded superseded, List<LateReference> references) {
        return new Knowledge(List.of(superseded), references, List.of());
    }

    public static Knowledge of(ControlChange change) {
        return new Knowledge(List.of(), List.of(), List.of(change));
    }
}
