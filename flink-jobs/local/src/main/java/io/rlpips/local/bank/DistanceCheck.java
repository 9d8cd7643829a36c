package io.rlpips.local.bank;

import io.rlpips.schemas.ModelState;
import io.rlpips.schemas.ModelStatus;
import io.rlpips.schemas.Policy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether the distances of a policy are for the models that there are. Where a policy has distances and none for the model
 * that judges, that model's recommended threshold applies: a number that nobody chose.
 */
public final class DistanceCheck {
    private DistanceCheck() {}

    /**
     * @param statuses of all models
     * @return warnings for people; none where nothing is known of any model yet
     */
    public static List<String> warnings(Policy policy, Collection<ModelStatus> statuses) {
        Set<String> inUse = new TreeSet<>();
        statuses.stream()
                .filter(status -> status.getState() == ModelState.READY || status.getState() == ModelState.ACTIVE)
                .forEach(status -> inUse.add(status.getModelId()));
        Set<String> viewed = new TreeSet<>(policy.getMaximumViewDistances().keySet());
        Set<String> named = new TreeSet<>(policy.getMaximumDistances().keySet());
        if (policy.getDistanceModelId() != null) {
            named.add(policy.getDistanceModelId());
        }
        boolean forAny = policy.getMaximumDistance() != null && policy.getDistanceModelId() == null;
        if (inUse.isEmpty()) {
            return List.of();
        }
        List<String> warnings = new ArrayList<>();
        Set<String> lacking = without(inUse, named);
        if (!named.isEmpty() && !lacking.isEmpty() && !forAny) {
            warnings.add(
                    "the policy of bank '%s' has distances for %s and none for %s: uploads that it judges are compared by its recommended threshold"
                            .formatted(policy.getBank(), String.join(", ", named), String.join(", ", lacking)));
        }
        Set<String> lackingViews = without(inUse, viewed);
        if (!viewed.isEmpty() && !lackingViews.isEmpty()) {
            warnings.add(
                    "the policy of bank '%s' has distances of other views for %s and none for %s: it judges them like the pictures as they are"
                            .formatted(policy.getBank(), String.join(", ", viewed), String.join(", ", lackingViews)));
        }
        named.addAll(viewed);
        Set<String> unknown = without(named, inUse);
        if (!unknown.isEmpty()) {
            warnings.add("no model %s is READY or ACTIVE, there are: %s"
                    .formatted(String.join(", ", unknown), String.join(", ", inUse)));
        }
        return warnings;
    }

    private static Set<String> without(Set<String> ids, Set<String> others) {
        Set<String> left = new TreeSet<>(ids);
        left.removeAll(others);
        return left;
    }
}
