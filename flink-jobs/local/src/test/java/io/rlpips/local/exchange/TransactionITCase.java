package io.rlpips.local.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.detector.configuration.Topics;
import io.rlpips.embedded.EmbeddedKafka;
import io.rlpips.local.session.Payloads;
import io.rlpips.local.session.Picture;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Upload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransactionITCase {
    @TempDir
    private Path folder;

    @Test
    void recordsAreSeenAllAtOnceOrNever() {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder)) {
            Topics.create(kafka.bootstrapServers(), new Configuration());
            Broker broker = new Broker(kafka.bootstrapServers(), "");
            try (Reader<Upload> reader = broker.readerFromStart(Subjects.UPLOADS)) {
                try (Transaction dropped = broker.transaction("test")) {
                    send(dropped, "dropped");
                    dropped.flush();
                }
                try (Transaction transaction = broker.transaction("test")) {
                    send(transaction, "first");
                    send(transaction, "second");
                    transaction.flush();
                    assertThat(reader.poll(Duration.ofMillis(300)))
                            .as("before it is committed")
                            .isEmpty();
                    transaction.commit();
                }

                assertThat(received(reader, 2))
                        .as("committed before it was closed")
                        .containsExactlyInAnyOrder("first", "second");
            }
        }
    }

    private static void send(Transaction transaction, String id) {
        transaction.send(Subjects.UPLOADS, id, Payloads.upload(Picture.inMemory(id, new byte[] {1}), ""));
    }

    private static List<String> received(Reader<Upload> reader, int count) {
        List<String> ids = new ArrayList<>();
        long startedNanos = System.nanoTime();
        while (ids.size() < count
                && System.nanoTime() - startedNanos < Duration.ofSeconds(20).toNanos()) {
            reader.poll(Duration.ofMillis(200)).forEach(arrival -> ids.add(arrival.key()));
        }
        return ids;
    }
}
