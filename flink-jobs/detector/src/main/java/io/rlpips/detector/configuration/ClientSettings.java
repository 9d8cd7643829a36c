package io.rlpips.detector.configuration;

import java.util.Properties;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** What the Kafka clients of the jobs are told. The sizes belong together: one alone only moves the refusal. */
public final class ClientSettings {
    private static final int ENOUGH_BYTES = 256 << 10;
    /** Four times as long as Kafka's own: fewer requests, for what nobody notices of a decision's time. */
    private static final String PRODUCER_LINGER_MS = "20";

    private ClientSettings() {}

    public static Properties consumer(ReadableConfig configuration) {
        Properties settings = new Properties();
        String bytes = Long.toString(maxMessageBytes(configuration));
        settings.setProperty(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, bytes);
        settings.setProperty(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, bytes);
        settings.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        // Flink takes the metadata refresh for its partition discovery; a refresh each few seconds costs nothing.
        settings.setProperty(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, "10000");
        return settings;
    }

    /** As {@link #consumer}, for many small records that may wait for each other: {@link DetectorOptions#UPLOAD_LINGER}. */
    public static Properties uploads(ReadableConfig configuration) {
        Properties settings = consumer(configuration);
        long lingerMillis = configuration.get(DetectorOptions.UPLOAD_LINGER).toMillis();
        if (lingerMillis > 0) {
            settings.setProperty(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, Integer.toString(ENOUGH_BYTES));
            settings.setProperty(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, Long.toString(lingerMillis));
        }
        return settings;
    }

    public static Properties producer(ReadableConfig configuration) {
        Properties settings = new Properties();
        long bytes = maxMessageBytes(configuration);
        settings.setProperty(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Long.toString(bytes));
        settings.setProperty(ProducerConfig.BUFFER_MEMORY_CONFIG, Long.toString(Math.max(32L << 20, 2 * bytes)));
        settings.setProperty(ProducerConfig.LINGER_MS_CONFIG, PRODUCER_LINGER_MS);
        settings.setProperty(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
        settings.setProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        settings.setProperty(ProducerConfig.ACKS_CONFIG, "all");
        settings.setProperty(
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                Long.toString(
                        configuration.get(DetectorOptions.TRANSACTION_TIMEOUT).toMillis()));
        return settings;
    }

    private static long maxMessageBytes(ReadableConfig configuration) {
        return configuration.get(DetectorOptions.MAX_MESSAGE_SIZE).getBytes();
    }
}
