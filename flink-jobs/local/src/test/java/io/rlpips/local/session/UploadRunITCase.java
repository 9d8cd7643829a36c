package io.rlpips.local.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.detector.configuration.Topics;
import io.rlpips.embedded.EmbeddedKafka;
import io.rlpips.local.exchange.Arrival;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.Position;
import io.rlpips.local.exchange.Reader;
import io.rlpips.local.exchange.Sender;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.BrokerPosition;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Upload;
import io.rlpips.schemas.Verdict;
import io.rlpips.schemas.WallClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadRunITCase {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void whatIsDecidedOfOtherUploadsOrComesTwiceDoesNoHarm() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder)) {
            Topics.create(kafka.bootstrapServers(), new Configuration());
            Broker broker = new Broker(kafka.bootstrapServers(), "");
            try (Reader<Upload> uploads = broker.readerFromStart(Subjects.UPLOADS);
                    UploadRun run = new UploadRun(broker, () -> {}, PATIENCE);
                    Sender detector = broker.sender()) {
                CompletableFuture<List<Outcome>> outcomes = CompletableFuture.supplyAsync(() ->
                        run.run(List.of(Picture.inMemory("mine", new byte[] {1})), "", settled -> {}));
                Position mine = position(uploads);
                Position other = new Position(mine.topic(), mine.partition(), mine.offset() + 1);
                for (int times = 0; times < 2; times++) {
                    detector.send(Subjects.VERDICTS, "other", verdict("other", other, 0));
                    detector.send(Subjects.ALERTS, "a", alert("a", mine));
                }
                detector.send(Subjects.ALERTS, "b", alert("b", mine));
                detector.flush();
                detector.send(Subjects.VERDICTS, "mine", verdict("mine", mine, 2));
                detector.flush();

                List<Outcome> settled = outcomes.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

                assertThat(settled).extracting(Outcome::uploadId).containsExactly("mine");
                assertThat(settled.get(0).alerts())
                        .extracting(Alert::getAlertId)
                        .containsExactly("a", "b");
            }
        }
    }

    private static Position position(Reader<Upload> uploads) {
        long startedNanos = System.nanoTime();
        while (System.nanoTime() - startedNanos < PATIENCE.toNanos()) {
            for (Arrival<Upload> arrival : uploads.poll(Duration.ofMillis(100))) {
                return arrival.position();
            }
        }
        throw new AssertionError("the upload was not sent");
    }

    private static Verdict verdict(String uploadId, Position upload, int alerts) {
        return Verdict.newBuilder()
                .setUploadId(uploadId)
                .setUpload(at(upload))
                .setOutcome(io.rlpips.schemas.Outcome.MATCHED)
                .setAlerts(alerts)
                .setModelId("model")
                .setModelHash("0123456789abcdef")
                .setWallClock(new WallClock(1_000L, 42L))
                .build();
    }

    private static Alert alert(String alertId, Position upload) {
        return Alert.newBuilder()
                .setAlertId(alertId)
                .setUpload(at(upload))
                .setUploadId("mine")
                .setUploadSha256("0".repeat(64))
                .setReferenceId("reference-" + alertId)
                .setReference(new BrokerPosition("references", 0, 1L))
                .setDistance(0.125)
                .setThreshold(0.25)
                .setMargin(0.125)
                .setModelId("model")
                .build();
    }

    private static BrokerPosition at(Position position) {
        return new BrokerPosition(position.topic(), position.partition(), position.offset());
    }
}
