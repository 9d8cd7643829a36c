package io.rlpips.detector.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.model.ModelIdentity;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.detector.read.Rejection;
import io.rlpips.schemas.Policy;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subjects;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.Test;

/** A target of false alerts is judged by the distances that it was resolved to, and by nothing else. */
class PolicyReaderTest {
    @Test
    void aTargetWithTheDistanceItWasResolvedToIsTaken() throws Exception {
        BankRule rule =
                accepted(policy(0.01).setMaximumDistances(Map.of("m", 0.07)).build());

        assertThat(rule.thresholdFor("m")).hasValue(0.07);
        assertThat(rule.thresholdFor("another")).isEmpty();
        assertThat(rule.lacksThresholdFor("another")).isTrue();
    }

    @Test
    void viewsHaveTheDistanceChosenForThemAndOtherwiseThatOfThePictureAsItIs() throws Exception {
        BankRule rule = accepted(policy(0.01)
                .setMaximumDistances(Map.of("m", 0.07, "n", 0.08))
                .setMaximumViewDistances(Map.of("m", 0.03))
                .build());

        assertThat(rule.viewThreshold(model("m"))).isEqualTo(0.03);
        assertThat(rule.threshold(model("m"))).isEqualTo(0.07);
        assertThat(rule.radius(model("m"))).isEqualTo(0.07);
        assertThat(accepted(policy(0.01)
                                .setMaximumDistances(Map.of("m", 0.07))
                                .setMaximumViewDistances(Map.of("m", 0.09))
                                .build())
                        .radius(model("m")))
                .isEqualTo(0.09);
        assertThat(rule.viewThreshold(model("n"))).isEqualTo(0.08);
        assertThat(rule.viewThreshold(model("another"))).as("the model's own").isEqualTo(0.2);
    }

    @Test
    void distancesThatAreNoneAreRefusedByFieldAndModel() throws Exception {
        for (double distance : new double[] {-0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThat(refused(policy(0.01)
                            .setMaximumDistances(Map.of("m", distance))
                            .build()))
                    .contains("maximumDistances of model m is " + distance);
            assertThat(refused(policy(0.01)
                            .setMaximumDistances(Map.of("m", 0.1))
                            .setMaximumViewDistances(Map.of("m", distance))
                            .build()))
                    .contains("maximumViewDistances of model m is " + distance);
        }
    }

    private static ModelDescription model(String id) {
        return new ModelDescription(new ModelIdentity(id, "hash", ""), "", "", 64, List.of(1), 0, 0.2);
    }

    @Test
    void aTargetAloneIsRefused() throws Exception {
        assertThat(refused(policy(0.01).build())).contains("falseAlertsPerUpload of 0.01 is not resolved");
    }

    @Test
    void aTargetThatIsNoneIsRefusedWhateverStandsBesideIt() throws Exception {
        for (double target : new double[] {0, 1, -0.1, Double.NaN}) {
            assertThat(refused(policy(target).setMaximumDistance(0.1).build()))
                    .contains("falseAlertsPerUpload is " + target);
        }
    }

    private static Policy.Builder policy(double target) {
        return Policy.newBuilder()
                .setBank("b")
                .setFalseAlertsPerUpload(target)
                .setResolvedReferences(1000L)
                .setResolvedViews(1);
    }

    private static BankRule accepted(Policy policy) throws Exception {
        try (var harness = read(policy)) {
            assertThat(harness.getSideOutput(Rejection.OUTPUT)).isNullOrEmpty();
            return harness.extractOutputValues().get(0).policies().get(0).rule();
        }
    }

    private static String refused(Policy policy) throws Exception {
        try (var harness = read(policy)) {
            assertThat(harness.extractOutputValues()).isEmpty();
            return harness.getSideOutput(Rejection.OUTPUT).element().getValue().message();
        }
    }

    private static OneInputStreamOperatorTestHarness<BrokerRecord, ControlChange> read(Policy policy) throws Exception {
        var harness = ProcessFunctionTestHarnesses.forProcessFunction(new PolicyReader());
        harness.processElement(record(policy), 0);
        return harness;
    }

    private static BrokerRecord record(Policy policy) {
        return new BrokerRecord(
                new Coordinates("policies", 0, 0),
                0,
                true,
                policy.getBank().getBytes(StandardCharsets.UTF_8),
                false,
                SingleObject.of(Subjects.POLICIES).encode(policy));
    }
}
