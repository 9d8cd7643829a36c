package io.rlpips.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaITCase {
    private static final TopicPartition PARTITION = new TopicPartition("pictures", 0);

    @TempDir
    Path directory;

    @Test
    void keepsItsLogAndItsPortThroughARestart() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
            String address = kafka.bootstrapServers();
            createTopic(kafka);
            send(kafka, new byte[] {1});

            kafka.restart();
            send(kafka, new byte[] {2});

            assertThat(kafka.bootstrapServers()).isEqualTo(address);
            assertThat(read(kafka, 2)).containsExactly(new byte[] {1}, new byte[] {2});
        }
    }

    @Test
    void carriesRecordsOfTwentyMebibytes() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
            createTopic(kafka);
            byte[] large = new byte[20 << 20];
            large[large.length - 1] = 7;

            send(kafka, large);

            assertThat(read(kafka, 1)).containsExactly(large);
        }
    }

    @Test
    void goesOnWithTheLogOfAnEarlierBrokerOnTheSameDirectory() throws Exception {
        try (EmbeddedKafka first = EmbeddedKafka.start(directory)) {
            createTopic(first);
            send(first, new byte[] {1});
        }
        try (EmbeddedKafka second = EmbeddedKafka.start(directory)) {
            assertThat(read(second, 1)).containsExactly(new byte[] {1});
        }
    }

    private static void createTopic(EmbeddedKafka kafka) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(PARTITION.topic(), 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static void send(EmbeddedKafka kafka, byte[] value) throws Exception {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "max.request.size",
                EmbeddedKafka.MAX_MESSAGE_BYTES,
                "buffer.memory",
                64L << 20);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(PARTITION.topic(), value)).get();
        }
    }

    private static List<byte[]> read(EmbeddedKafka kafka, int count) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "max.partition.fetch.bytes",
                EmbeddedKafka.MAX_MESSAGE_BYTES);
        List<byte[]> values = new ArrayList<>();
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            while (values.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
        }
        return values;
    }
}
