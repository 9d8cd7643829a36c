package io.rlpips.local.command;

import io.rlpips.schemas.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A policy as one line of a table. */
final class PolicyLine {
    static final String LAYOUT = "%-20s %-8s %-9s %-28s %-24s %-16s %-11s %-6s %s";
    static final String HEADING = LAYOUT.formatted(
                    "BANK", "KIND", "SEVERITY", "THRESHOLD", "VIEWS", "TENANTS", "FLOOD LIMIT", "SHARE", "NOTE")
            .stripTrailing();

    private PolicyLine() {}

    static String of(Policy policy) {
        return LAYOUT.formatted(
                        policy.getBank(),
                        policy.getEnabled() ? policy.getKind() : "disabled",
                        policy.getSeverity(),
                        threshold(policy),
                        listed(policy.getViews(), "configured"),
                        listed(policy.getTenants(), "all"),
                        policy.getFloodLimitPerHour() == null ? "configured" : policy.getFloodLimitPerHour() + "/h",
                        policy.getSamplingRatio(),
                        policy.getNote())
                .stripTrailing();
    }

    private static String threshold(Policy policy) {
        List<String> parts = new ArrayList<>();
        new TreeMap<>(policy.getMaximumDistances()).forEach((model, distance) -> parts.add(model + ": " + distance));
        new TreeMap<>(policy.getMaximumViewDistances())
                .forEach((model, distance) -> parts.add(model + ", other views: " + distance));
        if (policy.getMaximumDistance() != null) {
            String model = policy.getDistanceModelId();
            parts.add((model == null ? "" : model + ": ") + policy.getMaximumDistance());
        }
        if (policy.getFalseAlertsPerUpload() != null) {
            parts.add("for " + policy.getFalseAlertsPerUpload() + " an upload");
        }
        return listed(parts, "recommended");
    }

    private static String listed(List<String> parts, String none) {
        return parts.isEmpty() ? none : String.join(",", parts);
    }
}
