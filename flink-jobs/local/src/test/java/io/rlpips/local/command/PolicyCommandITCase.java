package io.rlpips.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlpips.detector.configuration.Topics;
import io.rlpips.embedded.EmbeddedKafka;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.NewestRecords;
import io.rlpips.local.exchange.Sender;
import io.rlpips.schemas.ModelState;
import io.rlpips.schemas.ModelStatus;
import io.rlpips.schemas.Policy;
import io.rlpips.schemas.PolicyKind;
import io.rlpips.schemas.Severity;
import io.rlpips.schemas.Subjects;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyCommandITCase {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void whatIsNotNamedStaysAndAThresholdForAllModelsReplacesTheOthers() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder)) {
            Topics.create(kafka.bootstrapServers(), new Configuration());
            String servers = kafka.bootstrapServers();

            run(servers, "set", "logos", "--max-distance-of", "a=0.1", "--max-distance-of", "b=0.2");
            run(servers, "set", "logos", "--views", "mirrored,grey", "--severity", "high", "--tenants", "x,y");
            Policy both = policy(servers);
            assertThat(both.getMaximumDistances()).isEqualTo(Map.of("a", 0.1, "b", 0.2));
            assertThat(both.getViews()).isEqualTo(List.of("mirrored", "grey"));
            assertThat(both.getTenants()).isEqualTo(List.of("x", "y"));
            assertThat(both.getSeverity()).isEqualTo(Severity.HIGH);
            assertThat(both.getKind()).isEqualTo(PolicyKind.MATCH);

            run(servers, "set", "logos", "--max-view-distance-of", "a=0.03");
            assertThat(policy(servers).getMaximumViewDistances()).isEqualTo(Map.of("a", 0.03));
            assertThat(policy(servers).getMaximumDistances()).isEqualTo(Map.of("a", 0.1, "b", 0.2));
            assertThat(run(servers, "list").results()).contains("a, other views: 0.03");
            assertThat(words(servers, "set", "logos", "--max-view-distance-of", "a=-1")
                            .remarks())
                    .contains("--max-view-distance-of a is -1.0, needs a number of at least 0");

            run(servers, "set", "logos", "--max-distance-of", "a=0.2");
            assertThat(policy(servers).getMaximumViewDistances())
                    .as("a distance for all views replaces that of other views")
                    .isEmpty();
            run(servers, "set", "logos", "--max-distance-of", "a=0.1", "--max-view-distance-of", "a=0.03");
            Path before = Files.writeString(folder.resolve("before.json"), "{\"maximumDistances\": {\"a\": 0.1}}");
            run(servers, "set", "logos", "--from", before.toString());
            assertThat(policy(servers).getMaximumViewDistances())
                    .as("they do not belong to the distances of the file")
                    .isEmpty();
            run(servers, "set", "logos", "--max-distance-of", "b=0.2", "--max-view-distance-of", "a=0.03");

            run(servers, "set", "logos", "--max-distance", "0.05", "--views", "none", "--kind", "exclude");
            Policy one = policy(servers);
            assertThat(one.getMaximumDistance()).isEqualTo(0.05);
            assertThat(one.getMaximumDistances()).isEmpty();
            assertThat(one.getMaximumViewDistances()).isEmpty();
            assertThat(one.getViews()).isEmpty();
            assertThat(one.getTenants()).isEqualTo(List.of("x", "y"));
            assertThat(one.getKind()).isEqualTo(PolicyKind.EXCLUDE);

            run(servers, "set", "logos", "--flood-limit", "20", "--sampling", "0.25");
            run(servers, "set", "logos", "--severity", "low");
            assertThat(policy(servers).getFloodLimitPerHour()).isEqualTo(20);
            assertThat(policy(servers).getSamplingRatio()).isEqualTo(0.25);
            assertThat(run(servers, "list").results()).contains("20/h", "0.25");
            run(servers, "set", "logos", "--flood-limit", "none");
            assertThat(policy(servers).getFloodLimitPerHour()).isNull();
            for (String[] wrong :
                    new String[][] {{"--flood-limit", "0"}, {"--flood-limit", "x"}, {"--sampling", "2"}}) {
                CommandLineRun refused = words(servers, "set", "logos", wrong[0], wrong[1]);
                assertThat(refused.exitCode()).isEqualTo(2);
                assertThat(refused.remarks()).contains(wrong[0] + " is " + wrong[1]);
            }

            JsonNode listed = JSON.readTree(run(servers, "list", "--json").results());
            assertThat(listed).hasSize(1);
            assertThat(listed.get(0).get("bank").asText()).isEqualTo("logos");
            assertThat(run(servers, "list").results()).contains("logos", "EXCLUDE", "0.05");

            whatTheDetectorDoesNotTakeIsNotInForceAndCannotBeSet(servers);
            distancesThatApplyToNothingAreToldOf(servers);
            run(servers, "remove", "typos");

            run(servers, "remove", "logos");
            assertThat(NewestRecords.read(new Broker(servers, ""), Subjects.POLICIES))
                    .isEmpty();
            assertThat(words(servers, "remove", "logos").exitCode()).isEqualTo(2);
        }
    }

    /** Anybody may write to the topic: the detector goes by the policy before, and so does the command line. */
    private void whatTheDetectorDoesNotTakeIsNotInForceAndCannotBeSet(String servers) throws Exception {
        run(servers, "set", "logos", "--max-distance", "0.07");
        Policy refused =
                Policy.newBuilder().setBank("logos").setMaximumDistance(-1.0).build();
        try (Sender sender = new Broker(servers, "").sender()) {
            sender.sendEncoded(Subjects.POLICIES, "logos", "{\"bank\":\"logos\"}".getBytes(StandardCharsets.UTF_8));
            sender.send(Subjects.POLICIES, "logos", refused);
            sender.flush();
        }

        CommandLineRun listed = run(servers, "list");
        assertThat(listed.results()).contains("logos", "0.07");
        assertThat(listed.remarks()).contains("passed over: topic 'policies', partition", "is not in Avro");

        Path file = Files.writeString(folder.resolve("refused.json"), "{\"floodLimitPerHour\": 0}");
        CommandLineRun set = words(servers, "set", "logos", "--from", file.toString());
        assertThat(set.exitCode()).isEqualTo(2);
        assertThat(set.remarks())
                .contains("the detector would refuse the policy of bank 'logos': floodLimitPerHour is 0");

        run(servers, "set", "logos", "--severity", "high");
        assertThat(policy(servers).getMaximumDistance()).as("kept").isEqualTo(0.07);
    }

    private void distancesThatApplyToNothingAreToldOf(String servers) throws Exception {
        try (Sender sender = new Broker(servers, "").sender()) {
            sender.send(
                    Subjects.MODEL_STATUS,
                    "a",
                    ModelStatus.newBuilder()
                            .setModelId("a")
                            .setState(ModelState.READY)
                            .build());
            sender.flush();
        }

        CommandLineRun set = run(servers, "set", "typos", "--max-distance-of", "typo=0.08", "--json");

        assertThat(set.remarks())
                .contains("warning: the policy of bank 'typos' has distances for typo and none for a")
                .contains("warning: no model typo is READY or ACTIVE");
        JsonNode printed = JSON.readTree(set.results());
        assertThat(printed.get("warnings")).hasSize(2);
        Path file = Files.writeString(folder.resolve("policy.json"), set.results());
        assertThat(run(servers, "set", "--from", file.toString(), "--max-distance-of", "a=0.1")
                        .remarks())
                .as("what was printed is read again")
                .doesNotContain("none for a");
    }

    private static Policy policy(String servers) {
        return NewestRecords.read(new Broker(servers, ""), Subjects.POLICIES).get("logos");
    }

    private static CommandLineRun run(String servers, String... words) {
        CommandLineRun run = words(servers, words);
        assertThat(run.exitCode()).as(run.remarks()).isZero();
        return run;
    }

    private static CommandLineRun words(String servers, String... words) {
        return CommandLineRun.of(Stream.concat(
                        Stream.of("policy"),
                        Stream.concat(Arrays.stream(words), Stream.of("--bootstrap-servers", servers)))
                .toArray());
    }
}
