package io.rlpips.detector.control;

import java.util.List;

/**
 * A change of a policy or of a model, for those who need both.
 *
 * @param policies one or none
 * @param models one or none
 */
public record ControlChange(List<PolicyChange> policies, List<ModelChange> models) {
    public static ControlChange of(PolicyChange change) {
        return new ControlChange(List.of(change), List.of());
    }

    public static ControlChange of(ModelChange change) {
        return new ControlChange(List.of(), List.of(change));
    }
}
