package io.rlpips.detector.read;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Takes every record over as it is. Nothing is decoded here because an exception here would stop the job: what is wrong
 * with a record is found out, and said, by the operator behind. Heartbeats are emitted too, or no watermark would follow.
 */
public final class BrokerRecordSchema implements KafkaRecordDeserializationSchema<BrokerRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<BrokerRecord> out) {
        out.collect(BrokerRecord.of(record));
    }

    @Override
    public TypeInformation<BrokerRecord> getProducedType() {
        return TypeInformation.of(BrokerRecord.class);
    }
}
