package io.rlpips.detector.gate;

import io.rlpips.schemas.Subjects;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends a heartbeat to every partition of the control topics, from a daemon thread of its own. Not transactional: an
 * open transaction would hold back the very clock it is meant to drive. A broker that is away is waited for.
 */
public final class KafkaPulse implements Pulse {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(KafkaPulse.class);
    private static final byte[] KEY = Subjects.HEARTBEAT_KEY.getBytes(StandardCharsets.UTF_8);
    private static final byte[] VALUE = {};
    private static final int BROKER_PATIENCE_MS = 5_000;
    private static final long STOP_TIMEOUT_MS = 10_000;

    private final Properties producer;
    private final List<String> topics;
    private final long intervalMs;

    /** @param producer settings of a Kafka producer, bootstrap servers included */
    public KafkaPulse(Properties producer, List<String> topics, long intervalMs) {
        this.producer = new Properties();
        this.producer.putAll(producer);
        this.producer.setProperty(ProducerConfig.MAX_BLOCK_MS_CONFIG, Integer.toString(BROKER_PATIENCE_MS));
        this.topics = List.copyOf(topics);
        this.intervalMs = intervalMs;
    }

    @Override
    public Beat start() {
        KafkaProducer<byte[], byte[]> client =
                new KafkaProducer<>(producer, new ByteArraySerializer(), new ByteArraySerializer());
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread daemon = new Thread(task, "rlpips-heartbeat");
            daemon.setDaemon(true);
            return daemon;
        });
        thread.scheduleWithFixedDelay(() -> beat(client), 0, intervalMs, TimeUnit.MILLISECONDS);
        return () -> stop(thread, client);
    }

    private void beat(KafkaProducer<byte[], byte[]> client) {
        for (String topic : topics) {
            try {
                for (PartitionInfo partition : client.partitionsFor(topic)) {
                    client.send(new ProducerRecord<>(topic, partition.partition(), KEY, VALUE));
                }
            } catch (RuntimeException brokerAway) {
                LOG.warn("no heartbeat on {}: {}", topic, brokerAway.getMessage());
            }
        }
    }

    private static void stop(ScheduledExecutorService thread, KafkaProducer<byte[], byte[]> client) {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
                LOG.warn("heartbeat thread did not stop within {} ms", STOP_TIMEOUT_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.close(Duration.ZERO);
    }
}
