package io.rlpips.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlpips.detector.configuration.Topics;
import io.rlpips.embedded.EmbeddedKafka;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.Sender;
import io.rlpips.local.score.Csv;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.BrokerPosition;
import io.rlpips.schemas.Disposition;
import io.rlpips.schemas.Review;
import io.rlpips.schemas.ReviewDecision;
import io.rlpips.schemas.Subjects;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReviewCommandITCase {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void alertsAreReviewedTogetherOrNotAtAllAndExportedWithTheirNewestLabel() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"))) {
            Topics.create(kafka.bootstrapServers(), new Configuration());
            Broker broker = new Broker(kafka.bootstrapServers(), "");
            send(broker, "a1", "cat, \"one\".jpg", "poster");
            send(broker, "a2", "dog.jpg", "poster");
            Path out = folder.resolve("pairs.csv");

            CommandLineRun unknown = run(kafka, "review", "a1", "nothing", "--confirmed");
            assertThat(unknown.exitCode()).isEqualTo(2);
            assertThat(unknown.remarks()).contains("there is no alert 'nothing'");
            assertThat(export(kafka, out).get("pairs").asInt()).isZero();

            JsonNode reviews =
                    JSON.readTree(run(kafka, "review", "a1", "a2", "--dismissed", "--by", "me", "--note", "n", "--json")
                            .results());
            assertThat(reviews).hasSize(2);
            assertThat(reviews.get(1).get("referenceId").asText()).isEqualTo("poster");
            assertThat(reviews.get(1).get("note").asText()).isEqualTo("n");
            assertThat(run(kafka, "review", "a1", "--confirmed").results())
                    .startsWith("CONFIRMED a1, reference poster");

            assertThat(export(kafka, out).get("pairs").asInt()).isEqualTo(2);
            assertThat(Csv.read(out).stream().map(Csv.Row::fields))
                    .containsExactlyInAnyOrder(
                            List.of("upload", "reference", "label", "distance", "model", "alert", "reviewer"),
                            List.of("cat, \"one\".jpg", "poster", "copy", "0.125", "model", "a1", ""),
                            List.of("dog.jpg", "poster", "unrelated", "0.125", "model", "a2", "me"));
            matchesOfALookupAreNotReviewed(kafka, broker, out);
        }
    }

    /** Whoever writes such a review all the same finds it in no export. */
    private static void matchesOfALookupAreNotReviewed(EmbeddedKafka kafka, Broker broker, Path out) throws Exception {
        Alert asked = Alert.newBuilder(alert("asked", "cat.jpg", "poster"))
                .setDisposition(Disposition.LOOKUP)
                .build();
        try (Sender sender = broker.sender()) {
            sender.send(Subjects.ALERTS, "asked", asked);
            sender.send(
                    Subjects.REVIEWS,
                    "asked",
                    Review.newBuilder()
                            .setAlertId("asked")
                            .setReferenceId("poster")
                            .setDecision(ReviewDecision.CONFIRMED)
                            .build());
            sender.flush();
        }

        CommandLineRun refused = run(kafka, "review", "a1", "asked", "--dismissed");
        JsonNode exported = export(kafka, out);

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.remarks()).contains("alert 'asked' answers a lookup");
        assertThat(exported.get("pairs").asInt()).isEqualTo(2);
        assertThat(exported.get("withoutAlert").asInt()).isEqualTo(1);
    }

    @Test
    void whatIsFoundAndAboutWhatMustBeSaid() {
        assertThat(CommandLineRun.of("review", "a1").remarks()).contains("one of --confirmed and --dismissed");
        assertThat(CommandLineRun.of("review", "a1", "--confirmed", "--dismissed")
                        .exitCode())
                .isEqualTo(2);
        assertThat(CommandLineRun.of("review", "--confirmed").exitCode()).isEqualTo(2);
        assertThat(CommandLineRun.of("review", "export").remarks()).contains("--out");
    }

    private static JsonNode export(EmbeddedKafka kafka, Path out) throws Exception {
        CommandLineRun run = run(kafka, "review", "export", "--out", out.toString(), "--json");
        assertThat(run.exitCode()).as(run.remarks()).isZero();
        return JSON.readTree(run.results());
    }

    private static void send(Broker broker, String alertId, String uploadId, String referenceId) {
        try (Sender sender = broker.sender()) {
            sender.send(Subjects.ALERTS, alertId, alert(alertId, uploadId, referenceId));
            sender.flush();
        }
    }

    private static Alert alert(String alertId, String uploadId, String referenceId) {
        return Alert.newBuilder()
                .setAlertId(alertId)
                .setUpload(new BrokerPosition("uploads", 0, 1L))
                .setUploadId(uploadId)
                .setReferenceId(referenceId)
                .setReference(new BrokerPosition("references", 0, 1L))
                .setDistance(0.125)
                .setThreshold(0.25)
                .setMargin(0.125)
                .setModelId("model")
                .build();
    }

    private static CommandLineRun run(EmbeddedKafka kafka, String... words) {
        return CommandLineRun.of(
                Stream.concat(Stream.of(words), Stream.of("--bootstrap-servers", kafka.bootstrapServers()))
                        .toArray());
    }
}
