package io.rlpips.detector.recorded;

import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Coordinates;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** A row of a file of recorded records: where it lay, when the broker appended it, its key and its value, undecoded. */
public final class RecordedSchema {
    static final String TOPIC = "topic";
    static final String PARTITION = "partition";
    static final String OFFSET = "offset";
    static final String BROKER_TIME = "brokerTimeMillis";
    static final String KEY = "key";
    static final String VALUE = "value";

    /** Of rows in Avro files. */
    public static final Schema AVRO = avro();

    /** The same as columns of Parquet files. */
    public static final MessageType PARQUET = parquet();

    private static final byte[] NOTHING = {};

    private RecordedSchema() {}

    /** @param row of {@link #AVRO} */
    public static BrokerRecord of(GenericRecord row) {
        ByteBuffer key = (ByteBuffer) row.get(KEY);
        ByteBuffer value = (ByteBuffer) row.get(VALUE);
        return of(
                new Coordinates(row.get(TOPIC).toString(), (Integer) row.get(PARTITION), (Long) row.get(OFFSET)),
                (Long) row.get(BROKER_TIME),
                key == null ? null : bytes(key),
                value == null ? null : bytes(value));
    }

    /** @return the row, of {@link #AVRO} */
    public static GenericRecord toAvro(BrokerRecord record) {
        GenericRecord row = new GenericData.Record(AVRO);
        row.put(TOPIC, record.at().topic());
        row.put(PARTITION, record.at().partition());
        row.put(OFFSET, record.at().offset());
        row.put(BROKER_TIME, record.brokerTimeMillis());
        row.put(KEY, record.keyed() ? ByteBuffer.wrap(record.key()) : null);
        row.put(VALUE, record.tombstone() ? null : ByteBuffer.wrap(record.value()));
        return row;
    }

    /**
     * @param key null for a record without one
     * @param value null for a tombstone
     */
    static BrokerRecord of(Coordinates at, long brokerTimeMillis, byte[] key, byte[] value) {
        return new BrokerRecord(
                at,
                brokerTimeMillis,
                key != null,
                key == null ? NOTHING : key,
                value == null,
                value == null ? NOTHING : value);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static Schema avro() {
        try (InputStream stream = RecordedSchema.class.getResourceAsStream("recorded.avsc")) {
            return new Schema.Parser().parse(stream);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the schema of recorded records cannot be read", unreadable);
        }
    }

    private static MessageType parquet() {
        Types.MessageTypeBuilder columns = Types.buildMessage();
        for (Schema.Field field : AVRO.getFields()) {
            columns.addField(column(field));
        }
        return columns.named(AVRO.getName());
    }

    private static Type column(Schema.Field field) {
        return switch (field.schema().getType()) {
            case STRING ->
                Types.required(PrimitiveTypeName.BINARY)
                        .as(LogicalTypeAnnotation.stringType())
                        .named(field.name());
            case INT -> Types.required(PrimitiveTypeName.INT32).named(field.name());
            case LONG -> Types.required(PrimitiveTypeName.INT64).named(field.name());
            // What may be null is bytes.
            case UNION -> Types.optional(PrimitiveTypeName.BINARY).named(field.name());
            default -> throw new IllegalStateException("a row has no field such as " + field);
        };
    }
}
