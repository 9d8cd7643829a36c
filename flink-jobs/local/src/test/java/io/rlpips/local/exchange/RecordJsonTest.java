package io.rlpips.local.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlpips.schemas.Policy;
import io.rlpips.schemas.PolicyKind;
import io.rlpips.schemas.Severity;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordJsonTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void whatIsWrittenIsReadBack() {
        Policy policy = Policy.newBuilder()
                .setBank("logos")
                .setKind(PolicyKind.EXCLUDE)
                .setEnabled(false)
                .setMaximumDistances(Map.of("m", 0.25))
                .setFalseAlertsPerUpload(0.01)
                .setResolvedReferences(5_000_000_000L)
                .setResolvedViews(3)
                .setViews(List.of("mirrored"))
                .setSeverity(Severity.HIGH)
                .setFloodLimitPerHour(7)
                .build();
        Policy read = Policy.newBuilder().setBank("").setMaximumDistance(0.5).build();

        RecordJson.set(read, JSON.valueToTree(RecordJson.of(policy)));

        assertThat(read).isEqualTo(policy);
    }

    @Test
    void whatIsNotNamedStays() throws IOException {
        Policy policy =
                Policy.newBuilder().setBank("logos").setSeverity(Severity.LOW).build();

        RecordJson.set(policy, JSON.readTree("{\"note\": \"why\", \"maximumDistance\": 1}"));

        assertThat(policy.getSeverity()).isEqualTo(Severity.LOW);
        assertThat(policy.getNote()).isEqualTo("why");
        assertThat(policy.getMaximumDistance()).isEqualTo(1.0);
    }

    @Test
    void whatDoesNotFitIsRefusedByName() throws IOException {
        for (Map.Entry<String, String> wrong : Map.of(
                        "{\"threshold\": 1}", "no field 'threshold'",
                        "{\"bank\": 1}", "'bank' is 1, needs text",
                        "{\"kind\": \"maybe\"}", "'kind' is \"maybe\", needs one of",
                        "{\"maximumDistance\": \"0.1\"}", "'maximumDistance' is \"0.1\", needs a number",
                        "{\"resolvedViews\": 1.5}", "'resolvedViews' is 1.5, needs a whole number",
                        "{\"views\": \"grey\"}", "'views' is \"grey\", needs an array",
                        "{\"enabled\": null}", "'enabled' is null, needs true or false",
                        "[]", "Policy is no JSON object")
                .entrySet()) {
            JsonNode fields = JSON.readTree(wrong.getKey());
            assertThatThrownBy(
                            () -> RecordJson.set(Policy.newBuilder().setBank("").build(), fields))
                    .hasMessageContaining(wrong.getValue());
        }
    }
}
