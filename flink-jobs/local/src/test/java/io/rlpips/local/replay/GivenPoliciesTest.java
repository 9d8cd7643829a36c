package io.rlpips.local.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlpips.local.exchange.RecordJson;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Policy;
import io.rlpips.schemas.PolicyKind;
import io.rlpips.schemas.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GivenPoliciesTest {
    private static final Policy LOGOS = Policy.newBuilder()
            .setBank("logos")
            .setKind(PolicyKind.EXCLUDE)
            .setMaximumDistance(0.25)
            .setDistanceModelId("a")
            .setMaximumDistances(Map.of("b", 0.5))
            .setViews(new ArrayList<>(List.of("mirrored")))
            .setTenants(new ArrayList<>(List.of("x", "y")))
            .setSeverity(Severity.CRITICAL)
            .setEnabled(false)
            .setNote("a \"note\"")
            .build();
    private static final Policy PLAIN = Policy.newBuilder().setBank("plain").build();

    @TempDir
    private Path folder;

    @Test
    void whatThePolicyListPrintsIsReadBack() throws IOException {
        String listed = new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(List.of(RecordJson.of(LOGOS), RecordJson.of(PLAIN)));

        assertThat(GivenPolicies.read(file(listed))).containsExactly(LOGOS, PLAIN);
    }

    @Test
    void oneObjectALineIsReadAsWellAndWhatIsNotSaidHasItsDefault() throws IOException {
        assertThat(GivenPolicies.read(file("{\"bank\": \"plain\"}\n{\"bank\": \"other\", \"maximumDistance\": 1}\n")))
                .containsExactly(
                        PLAIN,
                        Policy.newBuilder()
                                .setBank("other")
                                .setMaximumDistance(1.0)
                                .build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"kind\": \"MATCH\"} | no bank can be called",
                "{\"bank\": \"x\", \"maxDistance\": 1} | maxDistance",
                "{\"bank\": \"x\", \"kind\": \"MAYBE\"} | MAYBE",
                "{\"bank\": \"x\", \"maximumDistance\": \"near\"} | needs a number",
                "{\"bank\": \"x\", \"tenants\": \"all\"} | needs an array",
                "{\"bank\": \"x\", \"enabled\": null} | needs true or false",
                "{\"bank\": \"\"} | no bank can be called",
                "{\"bank\": \"x\"} {\"bank\": \"x\"} | a bank twice",
                "{\"bank\": | policies.json",
            })
    void whatIsNoPolicyIsRefusedWithWhatIsWrong(String text, String told) throws IOException {
        Path file = file(text);

        assertThatThrownBy(() -> GivenPolicies.read(file))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("policies.json")
                .hasMessageContaining(told);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("policies.json"), text);
    }
}
