package io.rlpips.local.bank;

import io.rlpips.detector.configuration.ViewNames;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Policy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/** Turns a target of false alerts per upload into distances, at the size that a bank has. */
public final class TargetResolution {
    private TargetResolution() {}

    /**
     * @param policy of the bank; where it names views, they count, else the rows that the references have
     * @param sizes of the bank now, by model id
     * @param models whose curves resolve it; all that the bank's references have fingerprints of
     * @param references the size to resolve for; empty: as it is now
     * @return one a model
     * @throws RlpipsException INVALID_ARGUMENT when a model is missing, the bank is empty or larger than {@code references},
     *     or a curve does not say
     */
    public static List<ResolvedTarget> resolve(
            Policy policy,
            double falseAlertsPerUpload,
            Map<String, BankSize> sizes,
            List<ModelBundle> models,
            OptionalLong references) {
        requireModels(policy.getBank(), sizes, models);
        BankSize now = sizes.values().stream()
                .max(Comparator.comparingLong(BankSize::references))
                .orElse(BankSize.EMPTY);
        long counted = references.orElse(now.references());
        requireSize(policy.getBank(), now.references(), counted);
        int views = views(policy, Math.max(1, now.views()));
        List<ResolvedTarget> resolved = new ArrayList<>();
        for (ModelBundle model : models) {
            resolved.add(ResolvedTarget.of(model, falseAlertsPerUpload, counted, views));
        }
        return resolved;
    }

    /** @return how many rows a reference has by a policy; {@code configured} where the policy names no views */
    static int views(Policy policy, int configured) {
        List<String> named = ViewNames.labels(policy.getViews());
        return named.isEmpty() ? configured : 1 + named.size();
    }

    /**
     * Writes what was measured for one model into a policy. Distances for other models stay where they were set for the
     * same target, number of references and views: they are no less right for it.
     *
     * @param measured with target, size, and the distance of the model
     * @return what people are told of distances that go; empty where none does
     */
    public static Optional<String> add(Policy policy, PartialPolicy measured) {
        Policy before = Policy.newBuilder(policy).build();
        measured.applyTo(policy);
        Map<String, Double> others = new TreeMap<>(before.getMaximumDistances());
        others.keySet().removeAll(policy.getMaximumDistances().keySet());
        boolean sameTarget = Objects.equals(before.getFalseAlertsPerUpload(), policy.getFalseAlertsPerUpload())
                && Objects.equals(before.getResolvedReferences(), policy.getResolvedReferences())
                && Objects.equals(before.getResolvedViews(), policy.getResolvedViews());
        if (sameTarget) {
            policy.setMaximumDistances(together(before.getMaximumDistances(), policy.getMaximumDistances()));
            Map<String, Double> views = new HashMap<>(before.getMaximumViewDistances());
            views.keySet().removeAll(measured.namedModels());
            policy.setMaximumViewDistances(together(views, policy.getMaximumViewDistances()));
            return Optional.empty();
        }
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of("the distances of bank '%s' for %s go: they were set for another target or size"
                        .formatted(policy.getBank(), String.join(", ", others.keySet())));
    }

    private static Map<String, Double> together(Map<String, Double> before, Map<String, Double> measured) {
        Map<String, Double> all = new HashMap<>(before);
        all.putAll(measured);
        return all;
    }

    /** Writes target, size and distances into a policy; the distances that there were are gone. */
    public static void write(Policy policy, List<ResolvedTarget> resolved) {
        ResolvedTarget any = resolved.get(0);
        Map<String, Double> distances = new HashMap<>();
        Map<String, Double> viewDistances = new HashMap<>();
        for (ResolvedTarget target : resolved) {
            distances.put(target.modelId(), target.thresholds().asIs());
            if (target.views() > 1) {
                viewDistances.put(target.modelId(), target.thresholds().otherViews());
            }
        }
        policy.setFalseAlertsPerUpload(any.falseAlertsPerUpload());
        policy.setResolvedReferences(any.references());
        policy.setResolvedViews(any.views());
        policy.setMaximumDistance(null);
        policy.setDistanceModelId(null);
        policy.setMaximumDistances(distances);
        policy.setMaximumViewDistances(viewDistances);
    }

    /** A distance that somebody chose is not what the target says: it goes, and the size with it. */
    public static void forget(Policy policy) {
        policy.setFalseAlertsPerUpload(null);
        policy.setResolvedReferences(null);
        policy.setResolvedViews(null);
    }

    /** A model without a distance would be judged by its recommended one, against the target. */
    private static void requireModels(String bank, Map<String, BankSize> sizes, List<ModelBundle> models) {
        TreeSet<String> missing = new TreeSet<>(sizes.keySet());
        models.forEach(model -> missing.remove(model.modelId()));
        if (!missing.isEmpty()) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "bank '%s' has fingerprints of model %s: give its bundle with --model, too"
                            .formatted(bank, String.join(", ", missing)));
        }
    }

    private static void requireSize(String bank, long now, long counted) {
        if (counted < 1) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "bank '%s' has no references to resolve a target for: give the size it will have with --for-references"
                            .formatted(bank));
        }
        if (counted < now) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "--for-references is %d, and bank '%s' has %d already".formatted(counted, bank, now));
        }
    }
}
