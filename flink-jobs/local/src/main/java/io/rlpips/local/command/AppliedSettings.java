package io.rlpips.local.command;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.detector.configuration.ReplayOptions;
import io.rlpips.local.report.Setting;
import io.rlpips.schemas.Policy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/** What a replay was made with, as its report quotes it. */
final class AppliedSettings {
    /** Policies are on the report line by line. */
    private static final int MOST_POLICIES = 100;

    private AppliedSettings() {}

    /** @param policies that hold as the range ends */
    static List<Setting> of(List<Policy> policies, Configuration options) {
        List<Setting> settings = new ArrayList<>();
        policies.stream()
                .sorted(Comparator.comparing(Policy::getBank))
                .limit(MOST_POLICIES)
                .map(policy -> new Setting("policy of bank " + policy.getBank(), text(policy)))
                .forEach(settings::add);
        if (policies.size() > MOST_POLICIES) {
            settings.add(new Setting("policies", "%d of %d are shown".formatted(MOST_POLICIES, policies.size())));
        }
        Set<ConfigOption<?>> known = new LinkedHashSet<>(DetectorOptions.all());
        known.addAll(ReplayOptions.own());
        known.forEach(option -> options.getOptional(option)
                .filter(value ->
                        !value.equals(option.defaultValue()) && !List.of().equals(value))
                .ifPresent(value -> settings.add(new Setting(option.key(), String.valueOf(value)))));
        return settings;
    }

    /** Only what it says otherwise than a policy that says nothing. */
    private static String text(Policy policy) {
        List<String> parts = new ArrayList<>(List.of(policy.getKind().name()));
        if (policy.getMaximumDistance() != null) {
            String model = policy.getDistanceModelId();
            parts.add("%s: %s"
                    .formatted(model == null || model.isEmpty() ? "any model" : model, policy.getMaximumDistance()));
        }
        new TreeMap<>(policy.getMaximumDistances()).forEach((model, distance) -> parts.add(model + ": " + distance));
        new TreeMap<>(policy.getMaximumViewDistances())
                .forEach((model, distance) -> parts.add("%s, other views: %s".formatted(model, distance)));
        if (policy.getFalseAlertsPerUpload() != null) {
            parts.add("for %s false alerts per upload".formatted(policy.getFalseAlertsPerUpload()));
        }
        if (!policy.getViews().isEmpty()) {
            parts.add("views " + String.join(", ", policy.getViews()));
        }
        if (!policy.getTenants().isEmpty()) {
            parts.add("tenants " + String.join(", ", policy.getTenants()));
        }
        parts.add("severity " + policy.getSeverity().name().toLowerCase(Locale.ROOT));
        if (policy.getFloodLimitPerHour() != null) {
            parts.add("at most %d matches an hour".formatted(policy.getFloodLimitPerHour()));
        }
        if (policy.getSamplingRatio() < 1) {
            parts.add("a share of %s".formatted(policy.getSamplingRatio()));
        }
        if (!policy.getEnabled()) {
            parts.add("not enabled");
        }
        return String.join("; ", parts);
    }
}
