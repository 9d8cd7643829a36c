package io.rlpips.detector.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.model.ModelIdentity;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.schemas.Severity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ModelTimelineTest {
    private static final ModelDescription OLD = model("old", 0.1);

    private final List<ModelChange> changes = new ArrayList<>();

    @Test
    void theConfiguredModelIsActiveUntilAnotherIsActivated() {
        at(10, "new", ModelChange.Command.PREPARE);
        at(20, "new", ModelChange.Command.ACTIVATE);

        assertThat(activeAt(9)).isEqualTo("old");
        assertThat(activeAt(19)).isEqualTo("old");
        assertThat(activeAt(20)).isEqualTo("new");
        assertThat(last().prepared()).extracting(ModelDescription::modelId).containsExactly("old", "new");
    }

    @Test
    void aRetiredModelIsNoLongerPreparedAndTheActiveOneCannotBeRetired() {
        at(10, "new", ModelChange.Command.ACTIVATE);
        at(20, "new", ModelChange.Command.RETIRE);
        assertThat(last().refusal()).isEqualTo("model new is active: activate another one first");
        at(30, "old", ModelChange.Command.RETIRE);

        assertThat(last().prepared()).extracting(ModelDescription::modelId).containsExactly("new");
        assertThat(activeAt(40)).isEqualTo("new");
    }

    @Test
    void aModelIsNotActivatedWhileABankHasAThresholdForOthersOnly() {
        at(10, "new", ModelChange.Command.ACTIVATE);
        assertThat(refusal(rule(0.2, "old", Map.of())))
                .isEqualTo("the policy of bank 'logos' has a distance for other models and none for new");
        assertThat(refusal(rule(Double.NaN, "", Map.of("old", 0.2)))).isNotEmpty();

        assertThat(refusal(rule(0.2, "", Map.of()))).isEmpty();
        assertThat(refusal(rule(0.2, "old", Map.of("new", 0.4)))).isEmpty();
        assertThat(refusal(rule(Double.NaN, "", Map.of()))).isEmpty();
        assertThat(refusal(new BankRule(false, false, 0.2, "old", Map.of(), List.of(), List.of(), Severity.LOW)))
                .as("a bank that is not searched needs no threshold")
                .isEmpty();
    }

    @Test
    void aModelThatRecommendsNoThresholdIsPreparedAndNotActivated() {
        changes.add(change(10, "new", ModelChange.Command.PREPARE, model("new", Double.NaN), ""));
        changes.add(change(20, "new", ModelChange.Command.ACTIVATE, model("new", Double.NaN), ""));

        assertThat(last().refusal()).startsWith("model new recommends no threshold");
        assertThat(activeAt(30)).isEqualTo("old");
        assertThat(last().prepared()).hasSize(2);
    }

    @Test
    void aBundleThatCannotBeUsedChangesNothing() {
        changes.add(change(10, "new", ModelChange.Command.ACTIVATE, model("new", 0.1), "bundle 'x' does not exist"));

        assertThat(last().refusal()).isEqualTo("bundle 'x' does not exist");
        assertThat(last().active()).isEqualTo(OLD);
        assertThat(last().prepared()).containsExactly(OLD);
    }

    @Test
    void otherWeightsUnderTheActiveModelsIdAreRefusedForTheyWouldReplaceItsFingerprints() {
        changes.add(change(10, "new", ModelChange.Command.ACTIVATE, model("new", "a", 0.1), ""));
        for (ModelChange.Command command : List.of(ModelChange.Command.PREPARE, ModelChange.Command.ACTIVATE)) {
            changes.add(change(20, "new", command, model("new", "b", 0.1), ""));

            assertThat(last().refusal()).startsWith("model new is active with other weights");
            assertThat(last().prepared()).containsExactly(OLD, model("new", "a", 0.1));
        }

        at(30, "old", ModelChange.Command.ACTIVATE);
        changes.add(change(40, "new", ModelChange.Command.PREPARE, model("new", "b", 0.1), ""));

        assertThat(last().refusal()).as("where it is not active").isEmpty();
        assertThat(last().prepared()).containsExactly(OLD, model("new", "b", 0.1));
    }

    @Property(tries = 50)
    void theOrderOfArrivalDoesNotMatter(@ForAll long seed) {
        Random random = new Random(seed);
        List<ModelChange> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String id = List.of("old", "new", "newer").get(random.nextInt(3));
            ModelChange.Command command = ModelChange.Command.values()[random.nextInt(3)];
            ModelDescription model = model(id, random.nextBoolean() ? "a" : "b", 0.1);
            all.add(new ModelChange(id, command, model, "", new Coordinates("models", i % 2, i), random.nextInt(8)));
        }
        List<ModelChange> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, random);

        List<ModelTimeline.Step> steps =
                ModelTimeline.of(OLD, all, moment -> List.of()).steps();

        assertThat(ModelTimeline.of(OLD, shuffled, moment -> List.of()).steps()).isEqualTo(steps);
        assertThat(steps).allMatch(step -> step.prepared().contains(step.active()));
    }

    private void at(long time, String modelId, ModelChange.Command command) {
        changes.add(change(time, modelId, command, model(modelId, 0.1), ""));
    }

    private static ModelChange change(
            long time, String modelId, ModelChange.Command command, ModelDescription model, String refusal) {
        return new ModelChange(modelId, command, model, refusal, new Coordinates("models", 0, time), time);
    }

    private ModelTimeline.Step last() {
        List<ModelTimeline.Step> steps =
                ModelTimeline.of(OLD, changes, moment -> List.of()).steps();
        return steps.get(steps.size() - 1);
    }

    private String activeAt(long moment) {
        return ModelTimeline.of(OLD, changes, time -> List.of())
                .activeAt(moment)
                .modelId();
    }

    private String refusal(BankRule rule) {
        PolicyChange policy = new PolicyChange("logos", new Coordinates("policies", 0, 0), 5, false, rule);
        return ModelTimeline.of(OLD, changes, moment -> List.of(policy))
                .steps()
                .get(0)
                .refusal();
    }

    private static BankRule rule(double distance, String modelId, Map<String, Double> distances) {
        return new BankRule(false, true, distance, modelId, distances, List.of(), List.of(), Severity.LOW);
    }

    private static ModelDescription model(String id, double threshold) {
        return model(id, "", threshold);
    }

    private static ModelDescription model(String id, String hash, double threshold) {
        return new ModelDescription(new ModelIdentity(id, hash, ""), "", "", 64, List.of(1), 0, threshold);
    }
}
