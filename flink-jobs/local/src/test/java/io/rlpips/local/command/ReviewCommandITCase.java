package io.rlpips.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlpips.detector.configuration.Topics;
import io.rlpips.embedded.EmbeddedKafka;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.Position;
import io.rlpips.local.exchange.Sender;
import io.rlpips.local.score.Csv;
import io.rlpips.local.score.Labels;
import io.rlpips.local.score.Labels.Pair;
import io.rlpips.local.session.Payloads;
import io.rlpips.local.session.Picture;
import io.rlpips.metric.bundle.Sha256;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.PngFile;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.BrokerPosition;
import io.rlpips.schemas.Disposition;
import io.rlpips.schemas.FingerprintKey;
import io.rlpips.schemas.ReferenceFingerprints;
import io.rlpips.schemas.Review;
import io.rlpips.schemas.ReviewDecision;
import io.rlpips.schemas.Subjects;
import io.rlpips.training.data.JudgedBy;
import io.rlpips.training.data.JudgedPair;
import io.rlpips.training.data.JudgedPairSet;
import io.rlpips.training.data.JudgedPairSetReader;
import io.rlpips.training.data.Selection;
import io.rlpips.training.data.Split;
import io.rlpips.training.data.TripletSetReader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
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
            register(broker, "poster");
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
                            List.of(
                                    "upload",
                                    "reference",
                                    "label",
                                    "distance",
                                    "model",
                                    "alert",
                                    "reviewer",
                                    "uploadSha256",
                                    "uploadView",
                                    "referenceView"),
                            row("cat, \"one\".jpg", "copy", "a1", ""),
                            row("dog.jpg", "unrelated", "a2", "me"));
            assertThat(Labels.read(out).pairs()).containsExactly(new Pair("cat, \"one\".jpg", "poster"));
            assertThat(Labels.read(out).dismissed()).contains(Set.of(new Pair("dog.jpg", "poster")));
            whatWasSeenIsASetThatEvaluationAndTrainingRead(kafka, broker, out);
            matchesOfALookupAreNotReviewed(kafka, broker, out);
        }
    }

    private void whatWasSeenIsASetThatEvaluationAndTrainingRead(EmbeddedKafka kafka, Broker broker, Path out)
            throws Exception {
        try (Sender sender = broker.sender()) {
            sender.send(Subjects.ALERTS, "a3", alert("a3", new Position("uploads", 0, 1_000), "gone.jpg", "poster"));
        }
        run(kafka, "review", "a3", "--dismissed");
        Path set = folder.resolve("reviewed");

        JsonNode told = export(kafka, out, "--pictures", set.toString()).get("pictures");

        assertThat(told.toString()).isEqualTo("{\"pairs\":2,\"triplets\":1,\"without\":1}");
        JudgedPairSet pairs = new JudgedPairSetReader(ImageLimits.DEFAULT, 128, 1)
                .read(set, Split.VAL, Selection.EVERYTHING, done -> {});
        assertThat(pairs.judgedBy()).isEqualTo(JudgedBy.PEOPLE);
        assertThat(pairs.pairs()).extracting(JudgedPair::sameShare).containsExactlyInAnyOrder(1f, 0f);
        assertThat(pairs.pairs())
                .as("the reference beside each upload, as the model sees them")
                .allMatch(pair -> pair.first().equals(master("poster")))
                .extracting(JudgedPair::second)
                .containsExactlyInAnyOrder(master("a1"), master("a2"));
        assertThat(new TripletSetReader(ImageLimits.DEFAULT, 128, 1)
                        .read(set, Split.TRAIN, Selection.EVERYTHING, done -> {})
                        .triplets())
                .singleElement()
                .satisfies(triplet -> {
                    assertThat(triplet.reference()).isEqualTo(master("poster"));
                    assertThat(triplet.first()).as("confirmed").isEqualTo(master("a1"));
                    assertThat(triplet.second()).isEqualTo(master("a2"));
                    assertThat(triplet.secondShare()).isZero();
                });
        CommandLineRun evaluated = CommandLineRun.of("evaluate", "jnd", "--data", set, "--baseline", "l2");
        assertThat(evaluated.exitCode()).as(evaluated.remarks()).isZero();
        CommandLineRun again = run(kafka, "review", "export", "--out", out.toString(), "--pictures", set.toString());
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.remarks()).contains("is not empty");
    }

    /** Whoever writes such a review all the same finds it in no export. */
    private static void matchesOfALookupAreNotReviewed(EmbeddedKafka kafka, Broker broker, Path out) throws Exception {
        Alert asked = Alert.newBuilder(alert("asked", new Position("uploads", 0, 0), "cat.jpg", "poster"))
                .setDisposition(Disposition.LOOKUP)
                .build();
        try (Sender sender = broker.sender()) {
            sender.send(Subjects.ALERTS, "asked", asked);
            sender.flush();
        }
        review(broker, "asked", ReviewDecision.CONFIRMED);

        CommandLineRun refused = run(kafka, "review", "a1", "asked", "--dismissed");
        JsonNode exported = export(kafka, out);

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.remarks()).contains("alert 'asked' answers a lookup");
        assertThat(exported.get("pairs").asInt()).isEqualTo(3);
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

    private static JsonNode export(EmbeddedKafka kafka, Path out, String... more) throws Exception {
        CommandLineRun run = run(
                kafka,
                Stream.concat(Stream.of("review", "export", "--out", out.toString(), "--json"), Stream.of(more))
                        .toArray(String[]::new));
        assertThat(run.exitCode()).as(run.remarks()).isZero();
        return JSON.readTree(run.results());
    }

    /** Whoever writes to the topic may do so without the command. */
    private static void review(Broker broker, String alertId, ReviewDecision decision) {
        try (Sender sender = broker.sender()) {
            sender.send(
                    Subjects.REVIEWS,
                    alertId,
                    Review.newBuilder()
                            .setAlertId(alertId)
                            .setReferenceId("poster")
                            .setDecision(decision)
                            .build());
            sender.flush();
        }
    }

    private static void register(Broker broker, String referenceId) {
        try (Sender sender = broker.sender()) {
            sender.send(
                    Subjects.FINGERPRINTS,
                    new FingerprintKey(referenceId, "model").text(),
                    ReferenceFingerprints.newBuilder()
                            .setReferenceId(referenceId)
                            .setReference(new BrokerPosition("references", 0, 1L))
                            .setMasterImage(ByteBuffer.wrap(picture(referenceId)))
                            .setModelId("model")
                            .setModelHash("hash")
                            .setProjectionHash("hash")
                            .setRows(List.of())
                            .build());
            sender.flush();
        }
    }

    private static void send(Broker broker, String alertId, String uploadId, String referenceId) {
        try (Sender sender = broker.sender()) {
            Position upload = sender.send(
                            Subjects.UPLOADS,
                            uploadId,
                            Payloads.upload(Picture.inMemory(uploadId, picture(alertId)), ""))
                    .join();
            sender.send(Subjects.ALERTS, alertId, alert(alertId, upload, uploadId, referenceId));
            sender.flush();
        }
    }

    private static Alert alert(String alertId, Position upload, String uploadId, String referenceId) {
        return Alert.newBuilder()
                .setAlertId(alertId)
                .setUpload(new BrokerPosition(upload.topic(), upload.partition(), upload.offset()))
                .setUploadId(uploadId)
                .setUploadSha256(sha(alertId))
                .setReferenceId(referenceId)
                .setReference(new BrokerPosition("references", 0, 1L))
                .setVisibilityTimeMillis(System.currentTimeMillis() + 60_000)
                .setDistance(0.125)
                .setThreshold(0.25)
                .setMargin(0.125)
                .setModelId("model")
                .build();
    }

    private static List<String> row(String upload, String label, String alert, String reviewer) {
        return List.of(upload, "poster", label, "0.125", "model", alert, reviewer, sha(alert), "as-is", "as-is");
    }

    private static String sha(String name) {
        return Sha256.of(picture(name));
    }

    private static byte[] picture(String name) {
        return PngFile.of(master(name));
    }

    private static RgbImage master(String name) {
        byte[] pixels = new byte[128 * 128 * 3];
        new Random(name.hashCode()).nextBytes(pixels);
        return new RgbImage(128, 128, pixels);
    }

    private static CommandLineRun run(EmbeddedKafka kafka, String... words) {
        return CommandLineRun.of(
                Stream.concat(Stream.of(words), Stream.of("--bootstrap-servers", kafka.bootstrapServers()))
                        .toArray());
    }
}
