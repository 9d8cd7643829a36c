package io.rlpips.detector.publish;

import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subject;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** How a record of a subject is written: keyed, in single-object encoding, its time left to the broker. */
final class AvroRecordSchema<R extends SpecificRecord>
        implements KafkaRecordSerializationSchema<R>, KafkaDatasetFacetProvider {
    private static final long serialVersionUID = 1L;

    private final String topic;
    private final SingleObject<R> wire;
    private final KeyOf<R> key;

    /** What a record's key is; no bytes for a record without one. */
    interface KeyOf<R> extends Serializable {
        byte[] bytes(R record);
    }

    AvroRecordSchema(String topic, Subject<R> subject, KeyOf<R> key) {
        this.topic = topic;
        this.wire = SingleObject.of(subject);
        this.key = key;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(R record, KafkaSinkContext context, Long timestamp) {
        byte[] bytes = key.bytes(record);
        return new ProducerRecord<>(topic, bytes.length == 0 ? null : bytes, wire.encode(record));
    }

    /** The sink pools its transactions per topic and asks here for which. */
    @Override
    public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
        return Optional.of(
                new DefaultKafkaDatasetFacet(DefaultKafkaDatasetIdentifier.ofTopics(List.of(topic)), new Properties()));
    }
}
