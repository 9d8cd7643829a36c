package io.rlpips.detector.replay;

import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Coordinates;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.reader.SimpleStreamFormat;
import org.apache.flink.core.fs.FSDataInputStream;

/**
 * Files of recorded records: Avro object containers that say of each where it lay, when the broker appended it, its key
 * and its value, undecoded.
 */
public final class RecordedFormat extends SimpleStreamFormat<BrokerRecord> {
    private static final long serialVersionUID = 1L;
    private static final byte[] NOTHING = {};

    /** Of the files. */
    public static final Schema SCHEMA = schema();

    @Override
    public Reader<BrokerRecord> createReader(Configuration configuration, FSDataInputStream stream) throws IOException {
        DataFileStream<GenericRecord> records = new DataFileStream<>(stream, new GenericDatumReader<>(null, SCHEMA));
        return new Reader<>() {
            @Override
            public BrokerRecord read() {
                return records.hasNext() ? of(records.next()) : null;
            }

            @Override
            public void close() throws IOException {
                records.close();
            }
        };
    }

    @Override
    public TypeInformation<BrokerRecord> getProducedType() {
        return TypeInformation.of(BrokerRecord.class);
    }

    /** @param record of {@link #SCHEMA} */
    public static BrokerRecord of(GenericRecord record) {
        ByteBuffer key = (ByteBuffer) record.get("key");
        ByteBuffer value = (ByteBuffer) record.get("value");
        return new BrokerRecord(
                new Coordinates(
                        record.get("topic").toString(), (Integer) record.get("partition"), (Long) record.get("offset")),
                (Long) record.get("brokerTimeMillis"),
                key != null,
                bytes(key),
                value == null,
                bytes(value));
    }

    /** @return the record for a file, of {@link #SCHEMA} */
    public static GenericRecord toAvro(BrokerRecord record) {
        GenericRecord avro = new GenericData.Record(SCHEMA);
        avro.put("topic", record.at().topic());
        avro.put("partition", record.at().partition());
        avro.put("offset", record.at().offset());
        avro.put("brokerTimeMillis", record.brokerTimeMillis());
        avro.put("key", record.keyed() ? ByteBuffer.wrap(record.key()) : null);
        avro.put("value", record.tombstone() ? null : ByteBuffer.wrap(record.value()));
        return avro;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        if (buffer == null) {
            return NOTHING;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static Schema schema() {
        try (InputStream stream = RecordedFormat.class.getResourceAsStream("recorded.avsc")) {
            return new Schema.Parser().parse(stream);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the schema of recorded records cannot be read", unreadable);
        }
    }
}
