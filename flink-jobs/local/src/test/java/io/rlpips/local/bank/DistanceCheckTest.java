package io.rlpips.local.bank;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.schemas.ModelState;
import io.rlpips.schemas.ModelStatus;
import io.rlpips.schemas.Policy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Distances for models that do not judge would be dropped without a word. */
class DistanceCheckTest {
    private static final List<ModelStatus> MODELS = List.of(
            status("active", ModelState.ACTIVE),
            status("ready", ModelState.READY),
            status("retired", ModelState.RETIRED),
            status("failed", ModelState.FAILED));

    @Test
    void aModelInUseWithoutADistanceIsNamedAndSoIsADistanceWithoutAModel() {
        List<String> warnings = DistanceCheck.warnings(policy(Map.of("active", 0.1, "typo", 0.08)), MODELS);

        assertThat(warnings).hasSize(2);
        assertThat(warnings.get(0)).contains("bank 'b' has distances for active, typo and none for ready:");
        assertThat(warnings.get(1)).isEqualTo("no model typo is READY or ACTIVE, there are: active, ready");
        assertThat(DistanceCheck.warnings(policy(Map.of("retired", 0.1)), MODELS))
                .hasSize(2);
    }

    @Test
    void whereEveryModelInUseHasADistanceOrNoneIsAskedForThereIsNothingToSay() {
        Policy forAny = policy(Map.of("active", 0.1));
        forAny.setMaximumDistance(0.2);

        assertThat(DistanceCheck.warnings(policy(Map.of("active", 0.1, "ready", 0.2)), MODELS))
                .isEmpty();
        assertThat(DistanceCheck.warnings(policy(Map.of()), MODELS)).isEmpty();
        assertThat(DistanceCheck.warnings(forAny, MODELS)).isEmpty();
        assertThat(DistanceCheck.warnings(policy(Map.of("typo", 0.1)), List.of()))
                .as("nothing is known of models yet")
                .isEmpty();
    }

    @Test
    void aDistanceThatNamesItsOneModelIsForThatOneOnly() {
        Policy one = policy(Map.of());
        one.setMaximumDistance(0.2);
        one.setDistanceModelId("ready");

        assertThat(DistanceCheck.warnings(one, MODELS))
                .hasSize(1)
                .first()
                .asString()
                .contains("has distances for ready and none for active");
    }

    @Test
    void distancesOfOtherViewsAreLookedAtByThemselves() {
        Policy policy = policy(Map.of());
        policy.setMaximumDistance(0.1);
        policy.setMaximumViewDistances(new HashMap<>(Map.of("active", 0.05, "typo", 0.04)));

        assertThat(DistanceCheck.warnings(policy, MODELS))
                .containsExactly(
                        "the policy of bank 'b' has distances of other views for active, typo and none for ready:"
                                + " it judges them like the pictures as they are",
                        "no model typo is READY or ACTIVE, there are: active, ready");
        policy.setMaximumViewDistances(new HashMap<>(Map.of("active", 0.05, "ready", 0.04)));
        assertThat(DistanceCheck.warnings(policy, MODELS)).isEmpty();
    }

    private static Policy policy(Map<String, Double> distances) {
        return Policy.newBuilder()
                .setBank("b")
                .setMaximumDistances(new HashMap<>(distances))
                .build();
    }

    private static ModelStatus status(String modelId, ModelState state) {
        return ModelStatus.newBuilder().setModelId(modelId).setState(state).build();
    }
}
