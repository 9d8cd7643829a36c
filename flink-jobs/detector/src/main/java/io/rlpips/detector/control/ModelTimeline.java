package io.rlpips.detector.control;

import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.model.ModelIdentity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * Which models there are and which one uploads are judged by, as of any moment of broker time: a function of the records
 * on the models and policies topics and of the configured model, and so the same for everyone who has read them.
 *
 * <p>A model is activated only when it is known to every bank: where a policy has thresholds for other models and none
 * for this one, the command is refused, because the bank would be judged by a number nobody chose.
 */
public final class ModelTimeline {
    private final ModelDescription configured;
    private final List<Step> steps;

    private ModelTimeline(ModelDescription configured, List<Step> steps) {
        this.configured = configured;
        this.steps = steps;
    }

    /**
     * How things stand after a change.
     *
     * @param active what uploads are judged by
     * @param prepared what references are fingerprinted with, the active one included
     * @param refusal why the change has no effect, in one line; empty where it has
     */
    public record Step(ModelChange change, ModelDescription active, List<ModelDescription> prepared, String refusal) {}

    /**
     * @param changes in any order
     * @param policies those in force as of a moment
     */
    static ModelTimeline of(
            ModelDescription configured, Collection<ModelChange> changes, LongFunction<List<PolicyChange>> policies) {
        List<Step> steps = new ArrayList<>();
        Map<String, ModelDescription> prepared = new LinkedHashMap<>();
        prepared.put(configured.modelId(), configured);
        ModelDescription active = configured;
        for (ModelChange change : changes.stream().sorted(ModelChange.ORDER).toList()) {
            Optional<String> refusal = refusal(change, active, configured, policies);
            if (refusal.isEmpty()) {
                switch (change.command()) {
                    case PREPARE -> prepared.put(change.modelId(), described(change, configured));
                    case ACTIVATE -> {
                        active = described(change, configured);
                        prepared.put(change.modelId(), active);
                    }
                    case RETIRE -> prepared.remove(change.modelId());
                }
            }
            steps.add(new Step(change, active, List.copyOf(prepared.values()), refusal.orElse("")));
        }
        return new ModelTimeline(configured, steps);
    }

    /** @return in the order of the broker's clock */
    public List<Step> steps() {
        return steps;
    }

    /** @return the model with this identity, where uploads have ever been judged by it */
    public Optional<ModelDescription> judging(ModelIdentity identity) {
        return Stream.concat(Stream.of(configured), steps.stream().map(Step::active))
                .filter(model -> model.identity().equals(identity))
                .findFirst();
    }

    /** @return what uploads of a moment are judged by */
    public ModelDescription activeAt(long momentMillis) {
        ModelDescription active = configured;
        for (Step step : steps) {
            if (step.change().brokerTimeMillis() > momentMillis) {
                break;
            }
            active = step.active();
        }
        return active;
    }

    /** @return what references are fingerprinted with after the last change; the active model first */
    public List<ModelDescription> prepared() {
        if (steps.isEmpty()) {
            return List.of(configured);
        }
        Step last = steps.get(steps.size() - 1);
        List<ModelDescription> prepared = new ArrayList<>(last.prepared());
        prepared.sort(Comparator.comparing(
                model -> !model.modelId().equals(last.active().modelId())));
        return prepared;
    }

    /** The configured model is known from its bundle, whatever an announcement says of where else it lies. */
    private static ModelDescription described(ModelChange change, ModelDescription configured) {
        return change.modelId().equals(configured.modelId()) ? configured : change.model();
    }

    private static Optional<String> refusal(
            ModelChange change,
            ModelDescription active,
            ModelDescription configured,
            LongFunction<List<PolicyChange>> policies) {
        if (change.command() == ModelChange.Command.RETIRE) {
            return change.modelId().equals(active.modelId())
                    ? Optional.of("model %s is active: activate another one first".formatted(change.modelId()))
                    : Optional.empty();
        }
        if (!change.refusal().isEmpty()) {
            return Optional.of(change.refusal());
        }
        if (replaces(active, described(change, configured))) {
            return Optional.of(
                    "model %s is active with other weights or another projection: their fingerprints would end"
                                    .formatted(change.modelId())
                            + " those that uploads are compared with; announce it under an id of its own");
        }
        return change.command() == ModelChange.Command.ACTIVATE
                ? withoutThreshold(described(change, configured), policies.apply(change.brokerTimeMillis()))
                : Optional.empty();
    }

    /** Fingerprints go by the id of their model, so two models with one id cannot be there side by side. */
    private static boolean replaces(ModelDescription active, ModelDescription announced) {
        return announced.modelId().equals(active.modelId())
                && !announced.identity().equals(active.identity());
    }

    private static Optional<String> withoutThreshold(ModelDescription model, List<PolicyChange> policies) {
        if (model.defaultThreshold().isEmpty()) {
            return Optional.of("model %s recommends no threshold, banks without a policy would have none"
                    .formatted(model.modelId()));
        }
        return policies.stream()
                .filter(policy -> policy.rule().enabled() && policy.rule().lacksThresholdFor(model.modelId()))
                .map(policy -> "the policy of bank '%s' has a distance for other models and none for %s"
                        .formatted(policy.bank(), model.modelId()))
                .findFirst();
    }
}
