package io.rlpips.detector.publish;

import io.rlpips.detector.configuration.ClientSettings;
import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.detector.configuration.Topics;
import io.rlpips.detector.register.FingerprintUpdate;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.ModelStatus;
import io.rlpips.schemas.Recheck;
import io.rlpips.schemas.RecheckKey;
import io.rlpips.schemas.ReferenceStatus;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Verdict;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The Kafka sinks of the jobs. */
public final class Sinks {
    private static final byte[] NO_KEY = {};

    private final Configuration configuration;
    private final String job;

    /** @param job part of the transactional ids; two jobs of a deployment must not share it */
    public Sinks(Configuration configuration, String job) {
        this.configuration = configuration;
        this.job = job;
    }

    public Sink<Verdict> verdicts() {
        return decisions(Subjects.VERDICTS, verdict -> utf8(verdict.getUploadId()));
    }

    public Sink<Alert> alerts() {
        return decisions(Subjects.ALERTS, alert -> utf8(alert.getAlertId()));
    }

    public Sink<Reject> rejects() {
        return decisions(Subjects.REJECTS, reject -> bytes(reject.getOriginalKey()));
    }

    public Sink<Recheck> rechecks() {
        return decisions(
                Subjects.RECHECKS, recheck -> utf8(RecheckKey.text(recheck.getUpload(), recheck.getReferenceId())));
    }

    public Sink<ReferenceStatus> referenceStatus() {
        return decisions(Subjects.REFERENCE_STATUS, status -> utf8(status.getReferenceId()));
    }

    public Sink<ModelStatus> modelStatus() {
        return decisions(Subjects.MODEL_STATUS, status -> utf8(status.getModelId()));
    }

    /**
     * Never transactional: a transaction left open would hold back every reader of the topic and with it the visibility
     * clock. A repeated upsert is harmless.
     */
    public Sink<FingerprintUpdate> fingerprints() {
        String topic = Topics.name(Subjects.FINGERPRINTS, configuration);
        KafkaRecordSerializationSchema<FingerprintUpdate> schema = (update, context, timestamp) ->
                new ProducerRecord<>(topic, utf8(update.key()), update.tombstone() ? null : update.value());
        return KafkaSink.<FingerprintUpdate>builder()
                .setBootstrapServers(configuration.get(DetectorOptions.BOOTSTRAP_SERVERS))
                .setKafkaProducerConfig(ClientSettings.producer(configuration))
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setRecordSerializer(schema)
                .build();
    }

    private <R extends SpecificRecord> Sink<R> decisions(Subject<R> subject, AvroRecordSchema.KeyOf<R> key) {
        DeliveryGuarantee guarantee = configuration.get(DetectorOptions.DELIVERY);
        KafkaSinkBuilder<R> builder = KafkaSink.<R>builder()
                .setBootstrapServers(configuration.get(DetectorOptions.BOOTSTRAP_SERVERS))
                .setKafkaProducerConfig(ClientSettings.producer(configuration))
                .setDeliveryGuarantee(guarantee)
                .setRecordSerializer(new AvroRecordSchema<>(Topics.name(subject, configuration), subject, key));
        if (guarantee == DeliveryGuarantee.EXACTLY_ONCE) {
            builder.setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
                    .setTransactionalIdPrefix("%s-%s-%s"
                            .formatted(
                                    configuration.get(DetectorOptions.TRANSACTION_PREFIX),
                                    job,
                                    subject.topic(configuration.get(DetectorOptions.TOPIC_PREFIX))));
        }
        return builder.build();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        if (buffer == null) {
            return NO_KEY;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
